import datetime
import decimal
import enum
import uuid
import warnings

import sqlalchemy as sa
from sqlalchemy import event, func, inspect, select
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Session, declarative_base, joinedload, relationship, selectinload, subqueryload

from checks import DATABASE, HOST, PORT, UTC, USER, check, version

version(sa.__version__)
warnings.simplefilter("ignore", sa.exc.SAWarning)
engine = sa.create_engine(f"postgresql+psycopg2://{USER}@{HOST}:{PORT}/{DATABASE}", future=True)
Base = declarative_base()


class Mood(enum.Enum):
    good = 1
    bad = 2


book_tag = sa.Table("book_tag", Base.metadata, sa.Column("book", sa.ForeignKey("book.id"), primary_key=True), sa.Column("tag", sa.ForeignKey("tag.word"), primary_key=True))


class Author(Base):
    __tablename__ = "author"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(60), nullable=False, unique=True)
    mood = sa.Column(sa.Enum(Mood), server_default="good")
    version = sa.Column(sa.Integer, nullable=False)
    books = relationship("Book", back_populates="author", cascade="all, delete-orphan", order_by="Book.id")
    __mapper_args__ = {"version_id_col": version}


class Book(Base):
    __tablename__ = "book"
    id = sa.Column(sa.BigInteger, sa.Identity(start=10), primary_key=True)
    author_id = sa.Column(sa.ForeignKey("author.id", ondelete="CASCADE"), index=True)
    title = sa.Column(sa.Text, nullable=False, comment="as printed")
    price = sa.Column(sa.Numeric(8, 2), server_default="1")
    twice = sa.Column(sa.Numeric, sa.Computed("price * 2"))
    author = relationship(Author, back_populates="books")
    tags = relationship("Tag", secondary=book_tag)
    __table_args__ = (
        sa.CheckConstraint("price >= 0", name="book_price"),
        sa.UniqueConstraint("author_id", "title", name="book_once"),
        sa.Index("book_dear", price.desc(), postgresql_where=price > 5),
        sa.Index("book_lower", func.lower(title)),
    )


class Tag(Base):
    __tablename__ = "tag"
    word = sa.Column(sa.String, primary_key=True)


class Every(Base):
    __tablename__ = "every"
    id = sa.Column(pg.UUID(as_uuid=True), primary_key=True)
    small = sa.Column(sa.SmallInteger)
    flag = sa.Column(sa.Boolean)
    real = sa.Column(pg.REAL)
    twice = sa.Column(pg.DOUBLE_PRECISION)
    number = sa.Column(sa.Numeric)
    fixed = sa.Column(sa.CHAR(4))
    blob = sa.Column(sa.LargeBinary)
    day = sa.Column(sa.Date)
    time = sa.Column(sa.Time)
    moment = sa.Column(sa.DateTime)
    zoned = sa.Column(sa.DateTime(timezone=True))
    span = sa.Column(sa.Interval)
    json = sa.Column(sa.JSON)
    jsonb = sa.Column(pg.JSONB)
    ints = sa.Column(pg.ARRAY(sa.Integer))
    grid = sa.Column(pg.ARRAY(sa.Text, dimensions=2))
    range = sa.Column(pg.INT4RANGE)
    inet = sa.Column(pg.INET)
    bits = sa.Column(pg.BIT(4))


@check("connect")
def _():
    with engine.connect() as c:
        return engine.dialect.server_version_info[0], engine.dialect.default_schema_name, c.get_isolation_level(), c.default_isolation_level


@check("create all")
def _():
    Base.metadata.create_all(engine)
    Base.metadata.create_all(engine)


inspector = inspect(engine)
for what in ("table_names", "view_names", "sequence_names"):

    @check(f"inspect {what}")
    def _():
        return sorted(getattr(inspector, f"get_{what}")())


for table in ("author", "book", "tag", "every", "book_tag"):

    @check(f"inspect columns of {table}")
    def _():
        return inspector.get_columns(table)

    for what in ("pk_constraint", "foreign_keys", "indexes", "unique_constraints", "check_constraints", "table_comment"):

        @check(f"inspect {what} of {table}")
        def _():
            found = getattr(inspector, f"get_{what}")(table)
            return sorted(found, key=str) if isinstance(found, list) else found


@check("inspect enums")
def _():
    return inspector.get_enums()


@check("inspect schemas")
def _():
    return [name for name in inspector.get_schema_names() if name in ("information_schema", "public")]


@check("reflect")
def _():
    metadata = sa.MetaData()
    metadata.reflect(engine)
    from sqlalchemy.schema import CreateTable

    return [str(CreateTable(t).compile(engine)) for t in metadata.sorted_tables]


@check("add")
def _():
    with Session(engine) as s:
        ann = Author(name="Ann", books=[Book(title="A", price=3.5, tags=[Tag(word="x"), Tag(word="y")]), Book(title="B")])
        s.add_all([ann, Author(name="Bob", mood=Mood.bad)])
        s.commit()
        return ann.id, ann.mood, ann.version, [(b.id, b.title, b.price, b.twice) for b in ann.books]


@check("add many")
def _():
    with Session(engine) as s:
        s.add_all([Book(author_id=2, title=f"b{i}", price=i) for i in range(200)])
        s.commit()
        return s.scalar(select(func.count()).select_from(Book))


IDENTITY = uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")


@check("every type")
def _():
    from psycopg2.extras import NumericRange

    with Session(engine) as s:
        s.add(
            Every(
                id=IDENTITY, small=-1, flag=True, real=1.5, twice=0.1, number=decimal.Decimal("12345678901234567890.5"), fixed="ab", blob=b"\x00\xff", day=datetime.date(2024, 2, 29),
                time=datetime.time(1, 2, 3), moment=datetime.datetime(2024, 1, 2, 3, 4, 5, 6), zoned=datetime.datetime(2024, 1, 2, tzinfo=UTC), span=datetime.timedelta(days=1, seconds=2),
                json={"a": [1, None]}, jsonb=["ü"], ints=[1, 2], grid=[["a", "b"], ["c", "d,e"]], range=NumericRange(1, 5), inet="10.0.0.1", bits="1010",
            )
        )
        s.commit()
    with Session(engine) as s:
        every = s.get(Every, IDENTITY)
        return [(c.key, bytes(v) if isinstance(v := getattr(every, c.key), memoryview) else v) for c in Every.__table__.columns]


def query(name, statement):
    @check(name)
    def _():
        with Session(engine) as s:
            return [tuple(r) for r in s.execute(statement)]


query("where", select(Book.title).where(Book.price.between(10, 14) | Book.title.ilike("B19%"), Book.author_id.in_([1, 2]), Book.title.not_like("%5")).order_by(Book.price.desc()))
query("join", select(Author.name, func.count(Book.id), func.sum(Book.price)).outerjoin(Book).group_by(Author.name).having(func.count(Book.id) >= 0).order_by(Author.name))
query("subquery", select(Author.name).where(select(Book.id).where(Book.author_id == Author.id, Book.price > 100).exists()))
query("window", select(Book.title, func.rank().over(partition_by=Book.author_id, order_by=Book.price.desc()).label("r")).order_by("r", Book.title).limit(4))
dear = select(Book).where(Book.price > 197).cte("dear")
query("with", select(dear.c.title).order_by(dear.c.title))
numbers = select(sa.literal(1).label("i")).cte("n", recursive=True)
numbers = numbers.union_all(select(numbers.c.i + 1).where(numbers.c.i < 5))
query("recursive", select(func.sum(numbers.c.i)))
query("distinct on", select(Book.author_id, Book.title).distinct(Book.author_id).order_by(Book.author_id, Book.price.desc()))
query("union", select(Author.name).union(select(Book.title).where(Book.price < 2)).order_by("name"))
query("except", select(Author.id).except_(select(Book.author_id)).order_by("id"))
query("case and cast", select(Author.name, sa.case((Author.mood == Mood.bad, "!"), else_="."), sa.cast(Author.id, sa.String)).order_by(Author.id))
query("array functions", select(func.array_agg(pg.aggregate_order_by(Author.name, Author.id.desc())), Every.ints[1], Every.ints.any(2), Every.ints.contains([1])).group_by(Every.id, Every.ints))
query("json", select(Every.json["a"][0].as_integer(), Every.jsonb.contains(["ü"]), Every.jsonb[0].astext))
query("range", select(Every.range.contains(3), func.upper(Every.range)))
query("lateral", select(Author.name, (part := select(Book.title).where(Book.author_id == Author.id).order_by(Book.price.desc()).limit(2).lateral()).c.title).join(part, sa.true()).order_by(Author.name, part.c.title))
query("values", select(sa.values(sa.column("a", sa.Integer), sa.column("b", sa.String), name="v").data([(1, "x"), (2, "y")])))
query("text", sa.text("SELECT CAST(:a AS int) + 1").bindparams(a=1))
query("functions", select(func.coalesce(None, 3), func.concat("a", 1), func.date_trunc("month", sa.literal(datetime.datetime(2024, 2, 29))), sa.extract("year", sa.literal(datetime.date(2024, 2, 29)))))
query("function as a table", select(func.generate_series(1, 3).column_valued("g")))
query("full text", select(func.to_tsvector("english", "the quick foxes").match("fox", postgresql_regconfig="english")))
for name, option in (("joined", joinedload), ("select in", selectinload), ("subquery", subqueryload)):

    @check(f"{name} loading")
    def _():
        with Session(engine) as s:
            found = s.scalars(select(Author).options(option(Author.books)).order_by(Author.id)).unique().all()
            return [(a.name, len(a.books)) for a in found]


@check("many to many")
def _():
    with Session(engine) as s:
        book = s.scalars(select(Book).where(Book.tags.any(Tag.word == "x"))).one()
        book.tags = [t for t in book.tags if t.word != "x"]
        s.commit()
        return [t.word for t in book.tags]


@check("yield per")
def _():
    with Session(engine) as s:
        return sum(b.price for b in s.scalars(select(Book).execution_options(yield_per=50)))


@check("server side cursor")
def _():
    with engine.connect().execution_options(stream_results=True, max_row_buffer=20) as c:
        return sum(i for (i,) in c.execute(sa.text("SELECT g FROM generate_series(1, 1000) g")))


@check("update")
def _():
    with Session(engine) as s:
        result = s.execute(sa.update(Book).where(Book.price < 5).values(price=Book.price + 1).execution_options(synchronize_session=False))
        s.commit()
        return result.rowcount


@check("update from returning")
def _():
    with engine.begin() as c:
        return c.execute(sa.update(Book.__table__).where(Book.author_id == Author.id, Author.name == "Ann").values(title=Author.name + Book.title).returning(Book.id, Book.title)).fetchall()


@check("upsert")
def _():
    statement = pg.insert(Author.__table__).values([{"name": "Ann", "version": 1}, {"name": "Cid", "version": 1}])
    with engine.begin() as c:
        return c.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"version": statement.excluded.version + 10}).returning(Author.id, Author.version)).fetchall()


@check("do nothing")
def _():
    with engine.begin() as c:
        return c.execute(pg.insert(Tag.__table__).values(word="y").on_conflict_do_nothing()).rowcount


@check("delete")
def _():
    with engine.begin() as c:
        return c.execute(sa.delete(Book.__table__).where(Book.price > 190)).rowcount


@check("executemany")
def _():
    with engine.begin() as c:
        c.execute(sa.insert(Tag.__table__), [{"word": f"w{i}"} for i in range(100)])
        return c.scalar(select(func.count()).select_from(Tag))


@check("savepoint")
def _():
    with Session(engine) as s:
        s.add(Tag(word="outer"))
        try:
            with s.begin_nested():
                s.add(Tag(word="outer2"))
                s.flush()
                s.execute(sa.text("SELECT 1/0"))
        except sa.exc.DBAPIError as e:
            failed = e.orig.pgcode
        s.commit()
        return failed, s.scalars(select(Tag.word).where(Tag.word.like("outer%"))).all()


@check("stale version")
def _():
    with Session(engine) as one, Session(engine) as two:
        a, b = one.get(Author, 2), two.get(Author, 2)
        a.name = "Bob 1"
        one.commit()
        b.name = "Bob 2"
        two.commit()


@check("isolation level")
def _():
    with engine.connect().execution_options(isolation_level="SERIALIZABLE", postgresql_readonly=True) as c:
        return c.get_isolation_level(), c.scalar(sa.text("SHOW transaction_read_only"))


@check("autocommit")
def _():
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as c:
        c.execute(sa.text("VACUUM"))
        return c.get_isolation_level()


@check("lock")
def _():
    with Session(engine) as s:
        return s.scalars(select(Author.name).where(Author.id == 1).with_for_update(nowait=True, of=Author)).all()


@check("two phase")
def _():
    with engine.connect() as c:
        transaction = c.begin_twophase("gid")
        c.execute(sa.insert(Tag.__table__).values(word="two phase"))
        transaction.prepare()
        transaction.commit()


for name, action in (
    ("unique", lambda s: s.add(Author(name="Ann"))),
    ("foreign key", lambda s: s.add(Book(title="x", author_id=999))),
    ("check", lambda s: s.add(Book(title="x", price=-1))),
    ("not null", lambda s: s.add(Book(title=None))),
    ("data", lambda s: s.execute(sa.text("SELECT CAST('x' AS int)"))),
    ("syntax", lambda s: s.execute(sa.text("SELEC"))),
):

    @check(f"error {name}")
    def _():
        with Session(engine) as s:
            action(s)
            s.commit()


@check("views and sequences")
def _():
    with engine.begin() as c:
        c.execute(sa.text("CREATE VIEW titles AS SELECT title FROM book WHERE price > 3"))
        c.execute(sa.text("CREATE MATERIALIZED VIEW dear AS SELECT count(*) n FROM book"))
        c.execute(sa.schema.CreateSequence(sa.Sequence("counter", start=5, increment=5, cycle=True, maxvalue=50)))
        first = c.scalar(sa.Sequence("counter").next_value())
    fresh = inspect(engine)
    return first, fresh.get_view_names(), fresh.get_view_definition("titles"), fresh.get_sequence_names(), fresh.get_columns("titles"), fresh.has_sequence("counter")


@check("drop all")
def _():
    with engine.begin() as c:
        c.execute(sa.text("DROP VIEW titles"))
        c.execute(sa.text("DROP MATERIALIZED VIEW dear"))
    Base.metadata.drop_all(engine)
    return inspect(engine).get_table_names(), inspect(engine).get_enums()


engine.dispose()
