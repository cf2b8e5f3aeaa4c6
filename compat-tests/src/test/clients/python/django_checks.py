import datetime
import decimal
import uuid

import django
from django.conf import settings

from checks import DATABASE, HOST, PORT, UTC, USER, check, version

version(django.get_version())
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "HOST": HOST, "PORT": PORT, "USER": USER, "NAME": DATABASE}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "django.contrib.postgres", "checks"],
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    SECRET_KEY="no secret",
)
django.setup()

from django.contrib.auth.models import Group, Permission, User
from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.contrib.postgres.fields import ArrayField, IntegerRangeField
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.models import Avg, Case, Count, Exists, F, Max, OuterRef, Prefetch, Q, Subquery, Sum, Value, When, Window
from django.db.models.functions import Coalesce, Concat, ExtractYear, Lower, Rank, TruncMonth


class Author(models.Model):
    name = models.CharField(max_length=60, unique=True)
    mood = models.CharField(max_length=4, choices=[("good", "Good"), ("bad", "Bad")], default="good")
    boss = models.ForeignKey("self", models.SET_NULL, null=True)

    class Meta:
        app_label = "checks"


class Tag(models.Model):
    word = models.SlugField(primary_key=True)

    class Meta:
        app_label = "checks"


class Book(models.Model):
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    title = models.TextField()
    price = models.DecimalField(max_digits=8, decimal_places=2, default=1)
    made = models.DateTimeField(default=datetime.datetime(2024, 1, 2, tzinfo=UTC))
    extra = models.JSONField(null=True)
    tags = models.ManyToManyField(Tag)

    class Meta:
        app_label = "checks"
        constraints = [models.CheckConstraint(check=Q(price__gte=0), name="book_price"), models.UniqueConstraint(fields=["author", "title"], name="book_once"), models.UniqueConstraint(fields=["title"], condition=Q(price__gt=1000), name="book_dear")]
        indexes = [models.Index(fields=["-price", "title"], name="book_price_title"), models.Index(fields=["title"], name="book_cheap", condition=Q(price__lt=5))]


class Every(models.Model):
    id = models.UUIDField(primary_key=True)
    small = models.PositiveSmallIntegerField()
    big = models.BigIntegerField()
    flag = models.BooleanField()
    maybe = models.BooleanField(null=True)
    real = models.FloatField()
    blob = models.BinaryField()
    day = models.DateField()
    time = models.TimeField()
    span = models.DurationField()
    ip = models.GenericIPAddressField()
    ints = ArrayField(models.IntegerField())
    grid = ArrayField(ArrayField(models.CharField(max_length=5)))
    range = IntegerRangeField()
    mail = models.EmailField(db_index=True)

    class Meta:
        app_label = "checks"


MODELS = [Author, Tag, Book, Every]


@check("migrate")
def _():
    call_command("migrate", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return cursor.fetchall()


@check("no migration is missing")
def _():
    return call_command("migrate", verbosity=0, check_unapplied=True)


@check("users, groups, permissions")
def _():
    user = User.objects.create_user("ann", "ann@example.org", None, first_name="Ann")
    group = Group.objects.create(name="writers")
    group.permissions.set(Permission.objects.filter(codename__startswith="add_"))
    user.groups.add(group)
    return user.has_perm("auth.add_user"), user.has_perm("auth.delete_user"), Permission.objects.count(), sorted(user.get_group_permissions())


@check("create models")
def _():
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)


for table in ("checks_author", "checks_book", "checks_every", "checks_book_tags", "auth_user"):

    @check(f"introspect {table}")
    def _():
        with connection.cursor() as cursor:
            introspection = connection.introspection
            return (
                introspection.get_table_description(cursor, table),
                introspection.get_primary_key_column(cursor, table),
                introspection.get_relations(cursor, table),
                introspection.get_sequences(cursor, table),
                sorted(introspection.get_constraints(cursor, table).items()),
            )


@check("tables")
def _():
    return sorted(connection.introspection.table_names(include_views=True))


@check("inspectdb")
def _():
    import io

    out = io.StringIO()
    call_command("inspectdb", "checks_book", "checks_every", "checks_author", stdout=out)
    return out.getvalue()


@check("create")
def _():
    ann = Author.objects.create(name="Ann")
    bob = Author.objects.create(name="Bob", mood="bad", boss=ann)
    book = Book.objects.create(author=ann, title="A", price=decimal.Decimal("3.50"), extra={"pages": [1, {"x": None}], "lang": "de"})
    book.tags.set([Tag.objects.create(word="x"), Tag.objects.create(word="y")])
    return ann.pk, bob.pk, book.pk, list(book.tags.order_by("word").values_list("word", flat=True))


@check("bulk create")
def _():
    made = Book.objects.bulk_create([Book(author_id=2, title=f"b{i}", price=i) for i in range(200)], batch_size=75)
    return made[-1].pk, Book.objects.count()


@check("bulk create ignoring conflicts")
def _():
    Tag.objects.bulk_create([Tag(word="x"), Tag(word="z")], ignore_conflicts=True)
    return Tag.objects.count()


IDENTITY = uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")


@check("every type")
def _():
    from psycopg2.extras import NumericRange

    Every.objects.create(
        id=IDENTITY, small=7, big=2**60, flag=True, real=0.1, blob=b"\x00\xff", day=datetime.date(2024, 2, 29), time=datetime.time(1, 2, 3, 4), span=datetime.timedelta(days=1, microseconds=5),
        ip="10.0.0.1", ints=[1, 2], grid=[["a", "b"], ["c", "d,e"]], range=NumericRange(1, 5), mail="a@example.org",
    )
    found = Every.objects.get(pk=IDENTITY)
    return [(f.name, bytes(v) if isinstance(v := getattr(found, f.name), memoryview) else v) for f in Every._meta.fields]


def query(name, make):
    @check(name)
    def _():
        return list(make())


books = Book.objects
query("filter", lambda: books.filter(Q(price__range=(10, 14)) | Q(title__iexact="B20"), author__name__startswith="B").exclude(title__endswith="3").order_by("-price").values_list("title", flat=True))
query("lookups", lambda: books.filter(title__icontains="B1", title__regex=r"^b1\d$", made__year=2024, made__month__lte=6, made__date=datetime.date(2024, 1, 2), price__in=[11, 12]).values_list("title", flat=True).order_by("title"))
query("json lookups", lambda: books.filter(extra__lang="de", extra__pages__0=1, extra__has_key="pages", extra__contains={"lang": "de"}).values_list("extra__pages__1__x", "extra__lang"))
query("array lookups", lambda: Every.objects.filter(ints__contains=[1], ints__overlap=[2, 9], ints__len=2, ints__0=1, range__contains=3).values_list("ints__1", "range"))
query("annotate", lambda: Author.objects.annotate(n=Count("books"), total=Sum("books__price"), top=Max("books__price")).order_by("name").values_list("name", "n", "total", "top"))
query("group and having", lambda: books.values("author__name").annotate(n=Count("id", filter=Q(price__gt=100)), mean=Avg("price")).filter(n__gte=0).order_by("author__name"))
query("expressions", lambda: Author.objects.annotate(m=Case(When(mood="bad", then=Value("!")), default=Value(".")), full=Concat(Lower("name"), Value("/"), "mood"), boss_name=Coalesce("boss__name", Value("-"))).order_by("id").values_list("m", "full", "boss_name"))
query("subquery", lambda: Author.objects.annotate(dear=Subquery(books.filter(author=OuterRef("pk")).order_by("-price").values("title")[:1])).filter(Exists(books.filter(author=OuterRef("pk")))).order_by("id").values_list("name", "dear"))
query("window", lambda: books.annotate(r=Window(Rank(), partition_by=[F("author")], order_by=F("price").desc())).order_by("r", "title").values_list("title", "r")[:4])
query("dates", lambda: books.annotate(m=TruncMonth("made"), y=ExtractYear("made")).values("m", "y").annotate(n=Count("*")))
query("datetimes", lambda: books.datetimes("made", "day"))
query("distinct on", lambda: books.order_by("author", "-price").distinct("author").values_list("author", "title"))
query("union", lambda: Author.objects.values_list("name").union(Tag.objects.values_list("word")).order_by("name"))
query("difference", lambda: Author.objects.values_list("id").difference(books.values_list("author_id")))
query("slices", lambda: books.order_by("id")[5:8].values_list("title", flat=True))
query("aggregates of postgres", lambda: Author.objects.filter(pk=1).annotate(tags=ArrayAgg("books__tags__word", ordering="books__tags__word"), text=StringAgg("books__tags__word", "+", ordering="-books__tags__word")).values_list("tags", "text"))
query("full text", lambda: books.annotate(search=SearchVector("title", config="english")).filter(search=SearchQuery("b7", config="english")).values_list("title", flat=True))
query("select related", lambda: [(b.title, b.author.name, b.author.boss and b.author.boss.name) for b in books.select_related("author__boss").order_by("id")[:3]])
query("prefetch related", lambda: [(a.name, [b.title for b in a.cheap]) for a in Author.objects.prefetch_related(Prefetch("books", books.filter(price__lt=3).order_by("id"), to_attr="cheap")).order_by("id")])
query("iterator", lambda: [sum(b.price for b in books.iterator(chunk_size=20))])
query("raw", lambda: [(a.pk, a.loud) for a in Author.objects.raw("SELECT id, upper(name) AS loud FROM checks_author WHERE name = %s", ["Ann"])])
query("aggregate", lambda: books.aggregate(Avg("price"), Max("title"), n=Count("author", distinct=True)).items())


@check("explain")
def _():
    return type(books.filter(price__gt=5).explain()).__name__


@check("update")
def _():
    return books.filter(price__lt=5).update(price=F("price") + 1), books.filter(pk=1).update(extra=None)


@check("bulk update")
def _():
    some = list(books.order_by("id")[:30])
    for book in some:
        book.title += "!"
    books.bulk_update(some, ["title"])
    return books.filter(title__endswith="!").count()


@check("get or create")
def _():
    return [Author.objects.get_or_create(name="Cid")[1] for _ in range(2)], Author.objects.update_or_create(name="Cid", defaults={"mood": "bad"})[0].mood


@check("delete")
def _():
    return Author.objects.filter(name="Ann").delete(), Author.objects.get(name="Bob").boss_id


@check("atomic")
def _():
    seen = []
    with transaction.atomic():
        Tag.objects.create(word="outer")
        try:
            with transaction.atomic():
                Tag.objects.create(word="inner")
                connection.cursor().execute("SELECT 1/0")
        except django.db.DataError as e:
            seen.append(e.__cause__.pgcode)
        transaction.on_commit(lambda: seen.append("committed"))
    return seen, sorted(Tag.objects.filter(word__in=["outer", "inner"]).values_list("word", flat=True))


@check("select for update")
def _():
    with transaction.atomic():
        return [a.name for a in Author.objects.select_for_update(skip_locked=True, of=("self",)).select_related("boss").order_by("id")]


for name, action in (
    ("unique", lambda: Author.objects.create(name="Bob")),
    ("check", lambda: Book.objects.create(author_id=2, title="x", price=-1)),
    ("foreign key", lambda: Book.objects.create(author_id=999, title="x")),
    ("not null", lambda: Author.objects.create(name=None)),
    ("overflow", lambda: Every.objects.filter(small=2**40).count()),
    ("too long", lambda: Author.objects.create(name="x" * 61)),
):

    @check(f"error {name}")
    def _():
        with transaction.atomic():
            action()


@check("alter models")
def _():
    added = models.IntegerField(default=7)
    added.set_attributes_from_name("added")
    renamed = models.IntegerField(default=7, null=True)
    renamed.set_attributes_from_name("renamed")
    wider = models.CharField(max_length=200, null=True, db_index=True)
    wider.set_attributes_from_name("name")
    with connection.schema_editor() as editor:
        editor.add_field(Author, added)
        editor.alter_field(Author, added, renamed)
        editor.alter_field(Author, Author._meta.get_field("name"), wider)
        editor.remove_field(Author, Author._meta.get_field("mood"))
        editor.add_constraint(Author, models.CheckConstraint(check=Q(id__gt=0), name="positive"))
        editor.alter_db_table(Tag, "checks_tag", "checks_label")
    with connection.cursor() as cursor:
        return connection.introspection.get_table_description(cursor, "checks_author"), sorted(connection.introspection.get_constraints(cursor, "checks_author"))


@check("sessions")
def _():
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store["a"] = [1]
    store.create()
    return SessionStore(store.session_key)["a"]


@check("flush")
def _():
    call_command("flush", verbosity=0, interactive=False)
    return User.objects.count()


connection.close()
