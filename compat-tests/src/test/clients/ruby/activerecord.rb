# ActiveRecord as a Rails application uses it, and the pg below it: one line "name: outcome" for each check, in order.
require "active_record"
require "pg"
require "stringio"

exit if ENV.fetch("PGHOST", "").empty?
$stdout.sync = true
$stderr.reopen(File::NULL) # notices, and what Rails has to say about its own methods
Thread.report_on_exception = false
PORT = ENV.fetch("PGPORT")
ADDRESS = {adapter: "postgresql", host: ENV["PGHOST"], port: PORT.to_i, username: ENV["PGUSER"], database: ENV["PGDATABASE"]}.freeze

def line(text) = text.gsub(PORT, "PORT").split.join(" ")

FIELDS = {
  PG::PG_DIAG_SQLSTATE => "", PG::PG_DIAG_MESSAGE_PRIMARY => "", PG::PG_DIAG_MESSAGE_DETAIL => "detail=", PG::PG_DIAG_MESSAGE_HINT => "hint=",
  PG::PG_DIAG_STATEMENT_POSITION => "position=", PG::PG_DIAG_TABLE_NAME => "table=", PG::PG_DIAG_COLUMN_NAME => "column=", PG::PG_DIAG_CONSTRAINT_NAME => "constraint=",
}.freeze

def account(error)
  cause = error.is_a?(PG::Error) ? error : error.cause
  result = cause.respond_to?(:result) ? cause.result : nil
  fields = result ? FIELDS.map { |field, name| (value = result.error_field(field)) && "#{name}#{value}" }.compact : [error.message.lines.first]
  "#{error.class} #{fields.join(" ")}"
end

def check(name)
  outcome = begin
    yield.inspect
  rescue StandardError => e
    account(e)
  end
  puts "#{name}: #{line(outcome)}"
end

puts "version: #{ActiveRecord.version}"
ActiveRecord.default_timezone = :utc if ActiveRecord.respond_to?(:default_timezone=)
ActiveRecord::Migration.verbose = false
ActiveRecord::Base.establish_connection(ADDRESS.merge(variables: {statement_timeout: "60s"}, min_messages: "warning"))

def sql = ActiveRecord::Base.connection

def shown(name) = sql.select_value("SHOW #{name}")

# The server

check("server") { [sql.adapter_name, sql.active?, sql.current_database, sql.encoding, sql.collation, sql.ctype, sql.current_schema, sql.schema_search_path] }
check("supports") { %i[supports_bulk_alter? supports_index_sort_order? supports_partial_index? supports_expression_index? supports_transaction_isolation? supports_foreign_keys? supports_check_constraints? supports_views? supports_json? supports_comments? supports_savepoints? supports_insert_returning? supports_insert_on_conflict? supports_virtual_columns? supports_advisory_locks? supports_explain? supports_extensions? supports_materialized_views? supports_foreign_tables? supports_pgcrypto_uuid? supports_lazy_transactions? supports_common_table_expressions? supports_optimizer_hints?].select { |what| sql.respond_to?(what) }.map { |what| [what, sql.public_send(what)] } }
check("settings") { [shown("statement_timeout"), shown("client_min_messages"), shown("standard_conforming_strings"), shown("TimeZone")] }
check("max identifier length") { sql.max_identifier_length }

# Migrations

class CreateShop < ActiveRecord::Migration[6.1]
  def change
    enable_extension "pgcrypto"
    create_table :authors, comment: "who writes" do |t|
      t.string :name, limit: 60, null: false
      t.string :mood, default: "good"
      t.integer :books_count, null: false, default: 0
      t.integer :lock_version, null: false, default: 0
      t.timestamps
      t.index :name, unique: true
    end
    create_table :books do |t|
      t.references :author, null: false, foreign_key: {on_delete: :cascade}
      t.string :type
      t.text :title, null: false, comment: "as printed"
      t.decimal :price, precision: 8, scale: 2, default: 1
      t.integer :status, default: 0
      t.text :tags, array: true, default: []
      t.jsonb :extra, default: {}
      t.date :printed
      t.index %i[author_id title], unique: true, name: "books_once"
      t.index :price, order: {price: :desc}, where: "price > 5", name: "books_dear"
      t.index "lower(title)", name: "books_lower"
      t.index :tags, using: :gin
      t.check_constraint "price >= 0", name: "books_price"
    end
    create_table(:labels, id: :uuid) { |t| t.string :word }
    create_join_table(:books, :labels) { |t| t.index %i[book_id label_id], unique: true }
    change_table(:books_labels) { |t| t.change :label_id, "uuid USING NULL" }
    create_table(:remarks) { |t| t.references :about, polymorphic: true; t.text :body }
  end
end

class Grow < ActiveRecord::Migration[6.1]
  disable_ddl_transaction!
  def change
    add_column :authors, :born, :date
    add_index :authors, :born, algorithm: :concurrently
    reversible { |way| way.up { execute "UPDATE authors SET born = '2000-01-01'" } }
  end
end

class Author < ActiveRecord::Base
  has_many :books, -> { order(:id) }, dependent: :destroy
  has_many :remarks, as: :about
  validates :name, uniqueness: true
end

class Book < ActiveRecord::Base
  belongs_to :author, counter_cache: true
  has_and_belongs_to_many :labels
  enum status: {draft: 0, sold: 1}
  scope :dear, -> { where("price > ?", 5) }
end

class Novel < Book; end

class Label < ActiveRecord::Base; end

class Remark < ActiveRecord::Base
  belongs_to :about, polymorphic: true
end

class MemoryMigrations < ActiveRecord::MigrationContext
  def initialize(*migrations)
    super([], ActiveRecord::SchemaMigration)
    @all = migrations.each_with_index.map { |each, i| each.new(each.name, i + 1) }
  end

  def migrations = @all
end

check("migrate") { MemoryMigrations.new(CreateShop, Grow).migrate.map(&:name) }
check("migrate again") { MemoryMigrations.new(CreateShop, Grow).migrate }
check("rollback one") { MemoryMigrations.new(CreateShop, Grow).rollback(1).map(&:name) }
check("migrate it again") { MemoryMigrations.new(CreateShop, Grow).migrate.map(&:name) }
check("migration versions") { ActiveRecord::SchemaMigration.all_versions }
check("environment") { ActiveRecord::InternalMetadata.create_table; ActiveRecord::InternalMetadata[:environment] = "test"; ActiveRecord::InternalMetadata[:environment] }
check("tables") { sql.tables.sort }
check("data sources") { sql.data_sources.sort }
check("table comment") { sql.table_comment("authors") }
%w[authors books labels books_labels remarks].each do |table|
  check("columns of #{table}") { sql.columns(table).map { |c| [c.name, c.sql_type, c.type, c.null, c.default, c.default_function, c.limit, c.precision, c.scale, c.comment] } }
  check("indexes of #{table}") { sql.indexes(table).sort_by(&:name).map { |i| [i.name, i.columns, i.unique, i.where, i.orders, i.using, i.opclasses, i.comment] } }
  check("primary key of #{table}") { [sql.primary_key(table), sql.primary_keys(table), sql.default_sequence_name(table)] }
  check("foreign keys of #{table}") { sql.foreign_keys(table).map { |f| [f.from_table, f.to_table, f.column, f.primary_key, f.on_delete, f.on_update] } }
end
check("check constraints") { sql.check_constraints("books").map { |c| [c.name, c.expression] } }
check("pk and sequence") { sql.pk_and_sequence_for("books").map(&:to_s) }
check("schema dump") { out = StringIO.new; ActiveRecord::SchemaDumper.dump(sql, out); out.string }
check("extensions") { [sql.extension_enabled?("pgcrypto"), sql.extension_available?("hstore"), sql.extensions.sort] }
check("index exists") { [sql.index_exists?(:books, :price), sql.index_name_exists?(:books, "books_dear"), sql.foreign_key_exists?(:books, :authors), sql.column_exists?(:books, :title, :text), sql.table_exists?("none"), sql.view_exists?("none")] }

# Objects

check("create") { a = Author.create!(name: "Ann"); [a.id, a.mood, a.persisted?, a.created_at.nil?] }
check("create with children") { b = Author.new(name: "Bob"); 3.times { |i| b.books.build(title: "b#{i}", price: i * 4, tags: ["t#{i}", "x,y"], extra: {n: i, deep: {list: [1, nil]}}) }; b.save!; [b.id, b.books.map(&:id), b.reload.books_count] }
check("reload") { b = Book.find_by(title: "b1"); [b.price, b.tags, b.extra, b.status, b.printed, b.type] }
check("inheritance") { n = Novel.create!(author: Author.first, title: "novel", status: :sold); [Book.find(n.id).class, Novel.count, Book.count] }
check("not found") { Author.find(0) }
check("validation") { Author.create!(name: "Ann") }
check("dirty") { b = Book.find_by!(title: "b0"); b.extra["n"] = 7; changed = b.changed; b.save!; [changed, Book.find(b.id).extra] }
check("update") { b = Book.find_by!(title: "b0"); b.update!(price: "2.505", printed: Date.new(2024, 2, 29)); [b.reload.price, b.printed] }
check("increment and touch") { a = Author.find_by!(name: "Ann"); a.increment!(:books_count, 5); before = a.updated_at; a.touch; [a.reload.books_count, a.updated_at >= before] }
check("polymorphic") { r = Author.first.remarks.create!(body: "fine"); Remark.create!(about: Book.first, body: "too"); [r.about_type, Remark.where(about: Author.first).pluck(:body), Remark.order(:id).map { |each| each.about.class.name }] }
check("join table") { b = Book.find_by!(title: "b1"); b.labels.create!(word: "w"); b.labels << Label.create!(word: "v"); [b.labels.pluck(:word).sort, Label.joins("JOIN books_labels ON label_id = labels.id").count] }
check("find or create") { [Author.find_or_create_by!(name: "Ann").id, Author.create_or_find_by!(name: "Cid").name] }

# Queries

{
  "where" => -> { Book.where(title: %w[b0 b1], price: 0..5).order(:id).pluck(:title) },
  "not and or" => -> { Book.where.not(title: "b0").or(Book.where(price: nil)).order(:id).pluck(:title) },
  "named binds" => -> { Book.where("price > :low AND title LIKE :like", low: 1, like: "b%").order(:id).pluck(:title) },
  "json" => -> { Book.where("extra->>'n' = ?", "2").pluck(:title) },
  "contained" => -> { Book.where("extra @> ?", {n: 1}.to_json).pluck(:title) },
  "any" => -> { Book.where("? = ANY (tags)", "x,y").order(:id).pluck(:title) },
  "arrays" => -> { Book.where(tags: ["t1", "x,y"]).pluck(:title) },
  "order and limit" => -> { Book.order(price: :desc, id: :asc).offset(1).limit(2).pluck(:title, :price) },
  "reorder" => -> { Book.order(:id).reverse_order.first.title },
  "nulls last" => -> { Book.order(Arel.sql("printed NULLS LAST, id")).pluck(:title) },
  "select" => -> { Book.select("title, price * 2 AS twice").order(:id).map { |b| [b.title, b.twice] } },
  "distinct" => -> { Book.distinct.order(:author_id).pluck(:author_id) },
  "count" => -> { [Book.count, Book.count(:printed), Book.distinct.count(:author_id)] },
  "aggregates" => -> { [Book.sum(:price), Book.average(:price), Book.minimum(:title), Book.maximum(:printed)] },
  "group" => -> { Book.group(:author_id, :status).order(:author_id).count },
  "having" => -> { Book.group(:author_id).having("count(*) > 1").order(:author_id).sum(:price) },
  "joins" => -> { Author.joins(:books).where(books: {title: "b1"}).pluck(:name) },
  "left joins" => -> { Author.left_joins(:books).where(books: {id: nil}).pluck(:name) },
  "missing" => -> { Author.where.missing(:books).pluck(:name) },
  "preload" => -> { Author.preload(:books).order(:id).map { |a| [a.name, a.books.map(&:title)] } },
  "eager load" => -> { Author.eager_load(:books).order("authors.id", "books.id").map { |a| [a.name, a.books.size] } },
  "includes" => -> { Author.includes(:books).where("books.price > 1").references(:books).order(:id).map(&:name) },
  "limit with eager load" => -> { Author.eager_load(:books).order(:name).limit(1).map { |a| a.books.size } },
  "exists" => -> { [Book.exists?, Book.exists?(title: "none"), Book.dear.any?, Book.none.empty?] },
  "subquery" => -> { Author.where(id: Book.dear.select(:author_id)).pluck(:name) },
  "from" => -> { Book.from(Book.where("price < 5"), :books).count },
  "batches" => -> { Book.in_batches(of: 2).map { |batch| batch.order(:id).pluck(:title) } },
  "find each" => -> { titles = []; Book.find_each(batch_size: 3) { |b| titles << b.title }; titles },
  "find by sql" => -> { Book.find_by_sql(["WITH c AS (SELECT * FROM books WHERE price > ?) SELECT title, row_number() OVER (ORDER BY id) AS n FROM c ORDER BY id", 1]).map { |b| [b.title, b.n] } },
  "select all" => -> { r = sql.select_all("SELECT 1 AS a, 'x'::text AS b, 2.5 AS c, true AS d, NULL AS e, now() IS NULL AS f"); [r.columns, r.rows, r.cast_values] },
  "exec query with binds" => -> { sql.exec_query("SELECT $1::int + $2::int AS s", "sum", [[nil, 1], [nil, 2]], prepare: true).rows },
  "unprepared" => -> { sql.unprepared_statement { Book.where(title: "b1").pluck(:price) } },
  "case insensitive" => -> { Author.where(Author.arel_table[:name].matches("aN%")).pluck(:name) },
  "annotated" => -> { Book.annotate("why").where(title: "b1").pluck(:id).size },
}.each { |name, action| check(name, &action) }

# Many at once

check("insert all") { Author.insert_all([{name: "D", created_at: Time.at(0), updated_at: Time.at(0)}, {name: "Ann", created_at: Time.at(0), updated_at: Time.at(0)}], unique_by: :name, returning: %i[name]).rows }
check("insert all!") { Author.insert_all!([{name: "D", created_at: Time.at(0), updated_at: Time.at(0)}]) }
check("upsert all") { Author.upsert_all([{name: "D", mood: "bad", created_at: Time.at(0), updated_at: Time.at(0)}], unique_by: :name); Author.find_by(name: "D").mood }
check("update all") { [Book.where("price < 5").update_all("price = price + 1"), Book.sum(:price)] }
check("update all joined") { Book.joins(:author).where(authors: {name: "Bob"}).update_all(printed: Date.new(2020, 1, 1)) }
check("update counters") { Author.update_counters(Author.first.id, books_count: 2); Author.first.books_count }
check("reset counters") { Author.reset_counters(Author.first.id, :books); Author.first.books_count }
check("delete all") { [Author.where(name: "D").delete_all, Author.count] }
check("destroy") { Author.create!(name: "Eve", books: [Book.new(title: "e")]).destroy; [Author.count, Book.where(title: "e").count] }

# Transactions and locks

check("rollback") { Author.transaction { Author.delete_all; raise ActiveRecord::Rollback }; Author.count }
check("nested") { Author.transaction { Author.create!(name: "F"); Author.transaction(requires_new: true) { Author.create!(name: "G"); raise ActiveRecord::Rollback } }; Author.where(name: %w[F G]).pluck(:name) }
check("error inside") { Author.transaction { begin; sql.execute("SELECT 1/0"); rescue ActiveRecord::StatementInvalid; sql.execute("SELECT 1"); end } }
check("isolation") { Author.transaction(isolation: :serializable) { shown("transaction_isolation") } }
check("read uncommitted") { Author.transaction(isolation: :read_uncommitted) { shown("transaction_isolation") } }
check("lock") { Author.transaction { [Author.lock.find_by(name: "Ann").name, Author.lock("FOR SHARE SKIP LOCKED").count] } }
check("with lock") { Author.first.with_lock { |_| 7 } }
check("lock not free") do
  Author.transaction do
    Author.lock.find_by(name: "Ann")
    Thread.new { ActiveRecord::Base.connection_pool.with_connection { Author.transaction { Author.lock("FOR UPDATE NOWAIT").find_by(name: "Ann") } } }.value
  end
end
check("lock timeout") do
  Author.transaction do
    Author.lock.find_by(name: "Ann")
    Thread.new { ActiveRecord::Base.connection_pool.with_connection { |c| Author.transaction { c.execute("SET LOCAL lock_timeout = '20ms'"); Author.where(name: "Ann").update_all(mood: "x") } } }.value
  end
end
check("stale") { one = Author.find_by(name: "Ann"); two = Author.find(one.id); one.update!(mood: "a"); two.update!(mood: "b") }
check("serialization failure") do
  Author.transaction(isolation: :serializable) do
    seen = Author.sum(:books_count)
    Thread.new { ActiveRecord::Base.connection_pool.with_connection { Author.transaction(isolation: :serializable) { Author.where(name: "Ann").update_all(books_count: 40) } } }.join
    Author.where(name: "Ann").update_all(books_count: seen)
  end
end
check("deadlock") do
  ids = Author.order(:id).limit(2).pluck(:id)
  ready = Queue.new
  go = [Queue.new, Queue.new]
  threads = [ids, ids.reverse].each_with_index.map do |order, i|
    Thread.new do
      ActiveRecord::Base.connection_pool.with_connection do
        Author.transaction { order.each { |id| Author.lock.find(id); (ready << 1; go[i].pop) if id == order.first } }
        :fine
      rescue ActiveRecord::Deadlocked => e
        e.class
      end
    end
  end
  2.times { ready.pop }
  go.each { |each| each << 1 }
  threads.map(&:value).map(&:to_s).sort
end
check("advisory lock") { [sql.get_advisory_lock(7), sql.release_advisory_lock(7), sql.release_advisory_lock(7)] }
check("statement timeout") { Author.transaction { sql.execute("SET LOCAL statement_timeout = 20"); sql.execute("SELECT pg_sleep(5)") } }

# Errors

{
  "unique" => "INSERT INTO authors (name, created_at, updated_at) VALUES ('Ann', now(), now())",
  "not null" => "INSERT INTO authors (name) VALUES (NULL)",
  "too long" => "INSERT INTO authors (name, created_at, updated_at) VALUES (repeat('x', 61), now(), now())",
  "foreign key" => "INSERT INTO books (author_id, title) VALUES (0, 'x')",
  "check" => "UPDATE books SET price = -1 WHERE title = 'b1'",
  "range" => "UPDATE books SET status = 3000000000",
  "no table" => "SELECT * FROM missing",
  "no column" => "SELECT books.missing FROM books",
  "syntax" => "SELEC 1",
  "division" => "SELECT 1/0",
  "date" => "SELECT '2024-02-30'::date",
}.each { |name, query| check("error #{name}") { sql.execute(query) } }

# Types

check("create every type") do
  sql.enable_extension("hstore")
  sql.enable_extension("citext")
  sql.execute("CREATE TYPE mood AS ENUM ('sad', 'glad')")
  sql.create_table(:everies) do |t|
    t.bigint :big
    t.integer :small, limit: 2
    t.float :double
    t.float :single, limit: 24
    t.decimal :number
    t.boolean :flag
    t.binary :blob
    t.date :day
    t.time :clock
    t.datetime :moment
      t.column :zoned, :timestamptz
    t.interval :span
    t.json :plain
    t.jsonb :binary_json
    t.hstore :store
    t.citext :folded
    t.uuid :uuid, default: -> { "gen_random_uuid()" }
    t.inet :inet
    t.cidr :cidr
    t.macaddr :mac
    t.bit :bits, limit: 4
    t.bit_varying :more_bits
    t.int4range :ints
    t.numrange :numbers
    t.daterange :days
    t.tsrange :times
    t.money :money
    t.tsvector :words
    t.column :mood, :mood
    t.integer :grid, array: true
    t.datetime :moments, array: true
    t.virtual :twice, type: :bigint, as: "big * 2", stored: true if sql.supports_virtual_columns? && t.respond_to?(:virtual)
  end
  sql.columns("everies").map(&:sql_type)
end
class Every < ActiveRecord::Base
  attribute :mood, :string
end
VALUES = {
  big: 2**60, small: -7, double: 0.1, single: 1.5, number: BigDecimal("12345678901234567890.5"), flag: true, blob: "\x00\x01\xff".b, day: Date.new(2024, 2, 29),
  clock: Time.utc(2000, 1, 1, 12, 34, 56, 789), moment: Time.utc(2024, 2, 29, 1, 2, 3, 456), zoned: Time.utc(2024, 2, 29, 1, 2, 3), span: 1.month + 2.days + 3.5.seconds,
  plain: {"a" => [1, nil]}, binary_json: [1, {"b" => "ü"}], store: {"k" => "v", "n" => nil}, folded: "MiXed", uuid: "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", inet: "10.0.0.1/24",
  cidr: "10.0.0.0/8", mac: "08:00:2b:01:02:03", bits: "0101", more_bits: "101", ints: 1...5, numbers: BigDecimal("1.5")..BigDecimal("2.5"), days: Date.new(2024, 1, 1)...Date.new(2024, 2, 1),
  times: Time.utc(2024, 1, 1)...Time.utc(2024, 1, 2), money: BigDecimal("12.34"), words: "'fox':2 'quick':1", mood: "glad", grid: [[1, 2], [3, 4]], moments: [Time.utc(2024, 1, 1), nil],
}.freeze
VALUES.each do |column, value|
  check("type #{column}") do
    made = Every.create!(column => value)
    read = Every.find(made.id)[column]
    [read.respond_to?(:utc) ? read.utc.iso8601(6) : read, read.class.name, Every.where(id: made.id).where.not(column => nil).exists?]
  end
end
check("all types at once") { e = Every.create!(VALUES); e.reload.attributes.except("id", "twice").count { |_, v| !v.nil? } }
check("where by type") { %i[big number flag day moment uuid folded inet mood].map { |c| Every.where(c => VALUES[c]).count } }
check("special floats") { Every.create!(double: Float::INFINITY, number: "NaN").reload.then { |e| [e.double, e.number.nan?] } }
check("infinite dates") { sql.select_rows("SELECT 'infinity'::timestamp, '-infinity'::date") }
check("before christ") { sql.select_rows("SELECT '0044-03-15 BC'::date, '0044-03-15 10:00 BC'::timestamp") }

# Changes of the schema

{
  "rename column" => -> { sql.rename_column(:remarks, :body, :text); sql.columns("remarks").map(&:name) },
  "change column" => -> { sql.change_column(:remarks, :text, :string, limit: 20, default: "x", null: false); sql.columns("remarks").last.then { |c| [c.sql_type, c.default, c.null] } },
  "change default" => -> { sql.change_column_default(:remarks, :text, from: "x", to: nil); sql.columns("remarks").last.default },
  "change null" => -> { sql.change_column_null(:remarks, :text, true); sql.columns("remarks").last.null },
  "change comment" => -> { sql.change_column_comment(:remarks, :text, "said"); sql.change_table_comment(:remarks, "what was said"); [sql.columns("remarks").last.comment, sql.table_comment("remarks")] },
  "cast column" => -> { sql.add_column(:remarks, :number, :string, default: "7"); sql.change_column(:remarks, :number, :integer, using: "number::integer", default: 7); sql.columns("remarks").last.sql_type },
  "bulk" => -> { sql.change_table(:remarks, bulk: true) { |t| t.integer :a; t.string :b, default: "b"; t.remove :number }; sql.columns("remarks").map(&:name) },
  "rename index" => -> { sql.add_index(:remarks, :a, name: "one"); sql.rename_index(:remarks, "one", "two"); sql.indexes("remarks").map(&:name).sort },
  "opclass" => -> { sql.add_index(:remarks, :text, opclass: :text_pattern_ops, name: "pattern"); sql.indexes("remarks").find { |i| i.name == "pattern" }.opclasses },
  "including" => -> { sql.execute("CREATE INDEX covering ON remarks (a) INCLUDE (b)"); sql.indexes("remarks").find { |i| i.name == "covering" }.columns },
  "remove index" => -> { sql.remove_index(:remarks, name: "pattern", algorithm: :concurrently); sql.index_name_exists?(:remarks, "pattern") },
  "foreign key" => -> { sql.add_column(:remarks, :author_id, :bigint); sql.add_foreign_key(:remarks, :authors, on_update: :cascade, validate: false); sql.foreign_keys("remarks").map { |f| [f.on_update, f.validated?] } },
  "validate foreign key" => -> { sql.validate_foreign_key(:remarks, :authors); sql.foreign_keys("remarks").map(&:validated?) },
  "remove foreign key" => -> { sql.remove_foreign_key(:remarks, :authors); sql.foreign_keys("remarks") },
  "check constraint" => -> { sql.add_check_constraint(:remarks, "a > 0", name: "positive", validate: false); sql.validate_check_constraint(:remarks, name: "positive"); sql.check_constraints("remarks").map(&:expression) },
  "remove check constraint" => -> { sql.remove_check_constraint(:remarks, name: "positive"); sql.check_constraints("remarks") },
  "rename table" => -> { sql.rename_table(:remarks, :notes); [sql.tables.include?("notes"), sql.pk_and_sequence_for("notes").map(&:to_s), sql.indexes("notes").map(&:name).sort] },
  "view" => -> { sql.execute("CREATE VIEW dear_books AS SELECT * FROM books WHERE price > 5"); sql.execute("CREATE MATERIALIZED VIEW book_titles AS SELECT title FROM books"); [sql.views.sort, sql.view_exists?("dear_books")] },
  "drop views" => -> { sql.execute("DROP VIEW dear_books"); sql.execute("DROP MATERIALIZED VIEW book_titles"); sql.views },
  "schemas" => -> { sql.create_schema("other"); sql.create_table("other.things") { |t| t.string :v }; [sql.schema_names & %w[other public], sql.schema_exists?("other"), sql.columns("other.things").map(&:name)] },
  "schema search path" => -> { before = sql.schema_search_path; sql.schema_search_path = "other, public"; found = sql.tables.include?("things"); sql.schema_search_path = before; found },
  "drop schema" => -> { sql.drop_schema("other"); sql.schema_exists?("other") },
  "sequences" => -> { sql.set_pk_sequence!("notes", 100); sql.reset_pk_sequence!("notes"); sql.serial_sequence("notes", "id") },
  "truncate" => -> { sql.truncate_tables("books_labels", "labels"); Label.count },
  "referential integrity" => -> { sql.disable_referential_integrity { sql.execute("INSERT INTO books (author_id, title) VALUES (0, 'orphan')") }; Book.where(author_id: 0).delete_all },
  "fixtures" => -> { sql.insert_fixtures_set({"labels" => [{"id" => "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "word" => "fixed"}]}, ["labels"]); Label.pluck(:word) },
  "drop table" => -> { sql.drop_table(:notes, if_exists: true, force: :cascade); sql.drop_table(:notes, if_exists: true); sql.table_exists?("notes") },
  "databases" => -> { sql.create_database("ar_other", encoding: "UTF8", template: "template0"); found = sql.select_values("SELECT datname FROM pg_database WHERE datname LIKE 'ar%'"); sql.drop_database("ar_other"); found },
}.each { |name, action| check("schema #{name}", &action) }
check("cached plan") { Label.find_by(word: "fixed"); sql.add_column(:labels, :extra, :string); Label.transaction { Label.find_by(word: "fixed").word } }
check("reset") { sql.execute("SET search_path = pg_catalog"); sql.reset!; shown("search_path") }
check("reconnect") { sql.reconnect!; sql.active? }
check("query cache") { Author.cache { 2.times.map { Author.where(name: "Ann").count } } }

# pg, the driver below

RAW = {host: ENV["PGHOST"], port: PORT, user: ENV["PGUSER"], dbname: ENV["PGDATABASE"]}.freeze
raw = PG.connect(RAW)
check("pg parameters") { %w[server_encoding client_encoding integer_datetimes standard_conforming_strings].map { |p| raw.parameter_status(p) } + [raw.protocol_version, raw.transaction_status] }
check("pg exec params") { r = raw.exec_params("SELECT $1::int4 AS a, $2::text AS b, $3::bytea AS c", [7, "ü", {value: "\x00\xff".b, format: 1}], 1); [r.fields, r.values, r.ftype(0), r.fmod(1), r.fsize(0), r.fformat(2), r.ftable(0)] }
check("pg type map") { raw.type_map_for_results = PG::BasicTypeMapForResults.new(raw); raw.type_map_for_queries = PG::BasicTypeMapForQueries.new(raw); raw.exec_params("SELECT $1, $2, $3, '{1,2}'::int[], '1.5'::numeric, '2024-02-29'::date, '10.0.0.1'::inet, '{\"a\": 1}'::json", [1, 1.5, true]).values }
raw.type_map_for_results = PG::TypeMapAllStrings.new
raw.type_map_for_queries = PG::TypeMapAllStrings.new
check("pg prepare") { raw.prepare("p", "SELECT $1::int + 1"); d = raw.describe_prepared("p"); [raw.exec_prepared("p", ["41"]).values, d.nparams, d.paramtype(0), d.ftype(0)] }
check("pg single rows") { raw.send_query("SELECT i FROM generate_series(1, 5) i"); raw.set_single_row_mode; found = []; while (r = raw.get_result); found.concat(r.values.flatten); end; found }
check("pg several results") { raw.send_query("SELECT 1; SELECT 2, 3; CREATE TEMP TABLE c (a int, b text)"); found = []; while (r = raw.get_result); found << [r.cmd_status, r.values]; end; found }
check("pg copy in") { raw.copy_data("COPY c FROM STDIN", PG::TextEncoder::CopyRow.new) { raw.put_copy_data([1, "a\\"]) }; raw.copy_data("COPY c FROM STDIN") { raw.put_copy_data("2\tb\n3\t\\N\n") }; raw.exec("SELECT * FROM c ORDER BY a").values }
check("pg copy in failed") { raw.copy_data("COPY c FROM STDIN") { raw.put_copy_data("x\ty\n") } }
check("pg copy out") { rows = []; raw.copy_data("COPY c TO STDOUT CSV HEADER") { while (row = raw.get_copy_data); rows << row; end }; rows }
check("pg binary copy") { rows = []; raw.copy_data("COPY (SELECT 1::int4) TO STDOUT BINARY") { while (row = raw.get_copy_data); rows << row.bytes; end }; rows }
check("pg transaction") { begin; raw.transaction { |c| c.exec("DELETE FROM c"); raise "no" }; rescue RuntimeError; end; [raw.exec("SELECT count(*) FROM c").getvalue(0, 0), raw.transaction_status] }
check("pg notify") { found = nil; raw.exec("LISTEN talk"); raw.exec("NOTIFY talk, 'hello'"); raw.wait_for_notify(10) { |channel, pid, payload| found = [channel, pid == raw.backend_pid, payload] }; found }
check("pg notice") { found = []; raw.set_notice_processor { |m| found << m }; raw.exec("DO $$ BEGIN RAISE NOTICE 'n'; END $$"); found }
check("pg cancel") { raw.send_query("SELECT pg_sleep(20)"); raw.cancel; raw.get_last_result }
check("pg pipeline") do
  raw.enter_pipeline_mode
  raw.send_query_params("SELECT $1::int", ["1"])
  raw.send_query_params("SELECT 1/0", [])
  raw.send_query_params("SELECT 3", [])
  raw.pipeline_sync
  states = []
  until states.last == "PGRES_PIPELINE_SYNC"
    result = raw.get_result
    states << result.res_status(result.result_status) if result
  end
  raw.exit_pipeline_mode
  states
end
raw.close
raw = PG.connect(RAW)
check("pg large object") { raw.transaction { oid = raw.lo_creat; fd = raw.lo_open(oid, PG::INV_READ | PG::INV_WRITE); raw.lo_write(fd, "content"); raw.lo_lseek(fd, 3, PG::SEEK_SET); read = raw.lo_read(fd, 10); raw.lo_truncate(fd, 4); size = raw.lo_lseek(fd, 0, PG::SEEK_END); raw.lo_close(fd); raw.lo_unlink(oid); [read, size] } }
check("pg escaping") { [raw.escape_string("it's \\"), raw.escape_identifier("a\"b"), raw.escape_literal("x\\y"), raw.escape_bytea("\x00'".b)] }
check("pg encoding") { raw.set_client_encoding("LATIN1"); r = raw.exec("SELECT 'gr\xFC\xDFe'::text AS v".dup.force_encoding("ISO-8859-1")); found = [raw.get_client_encoding, r.getvalue(0, 0).encoding.to_s, r.getvalue(0, 0).bytes]; raw.set_client_encoding("UTF8"); found }
check("pg no database") { PG.connect(RAW.merge(dbname: "missing")) }
check("pg no role") { PG.connect(RAW.merge(user: "missing")) }
raw.close
