// libpqxx: one line "name: outcome" for each check, in order.
#include <cstdlib>
#include <functional>
#include <iostream>
#include <optional>
#include <pqxx/pqxx>
#include <sstream>
#include <string>
#include <vector>

using pqxx::connection;
using pqxx::nontransaction;
using pqxx::result;
using pqxx::work;

static std::string port;

static std::string line(std::string text) {
  for (size_t at; (at = text.find(port)) != std::string::npos;) text.replace(at, port.size(), "PORT");
  std::string out;
  for (char c : text) {
    if (!isspace(static_cast<unsigned char>(c))) out += c;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/** Joins what it is given. */
template <typename... Parts> static std::string of(const Parts &...parts) {
  std::ostringstream out;
  ((out << parts << ' '), ...);
  return out.str();
}

static std::string of(const result &rows) {
  std::ostringstream out;
  out << '[' << rows.affected_rows() << "] ";
  for (const auto &row : rows) {
    out << '(';
    for (const auto &field : row) out << (field.is_null() ? "NULL" : field.c_str()) << ',';
    out << ") ";
  }
  return out.str();
}

static void check(const std::string &name, const std::function<std::string()> &action) {
  std::string outcome;
  try {
    outcome = action();
  } catch (const pqxx::unique_violation &e) {
    outcome = of("unique_violation", e.sqlstate(), e.what());
  } catch (const pqxx::foreign_key_violation &e) {
    outcome = of("foreign_key_violation", e.sqlstate(), e.what());
  } catch (const pqxx::not_null_violation &e) {
    outcome = of("not_null_violation", e.sqlstate(), e.what());
  } catch (const pqxx::check_violation &e) {
    outcome = of("check_violation", e.sqlstate(), e.what());
  } catch (const pqxx::undefined_table &e) {
    outcome = of("undefined_table", e.sqlstate(), e.what());
  } catch (const pqxx::undefined_column &e) {
    outcome = of("undefined_column", e.sqlstate(), e.what());
  } catch (const pqxx::undefined_function &e) {
    outcome = of("undefined_function", e.sqlstate(), e.what());
  } catch (const pqxx::serialization_failure &e) {
    outcome = of("serialization_failure", e.what());
  } catch (const pqxx::insufficient_privilege &e) {
    outcome = of("insufficient_privilege", e.sqlstate(), e.what());
  } catch (const pqxx::syntax_error &e) {
    outcome = of("syntax_error", e.sqlstate(), e.error_position, e.what());
  } catch (const pqxx::sql_error &e) {
    outcome = of("sql_error", e.sqlstate(), e.what());
  } catch (const pqxx::broken_connection &e) {
    outcome = of("broken_connection", e.what());
  } catch (const std::exception &e) {
    outcome = of("exception", e.what());
  }
  std::cout << name << ": " << line(outcome) << std::endl;
}

/** Queries in a transaction of their own each. */
static result run(connection &c, const std::string &query) {
  work w(c);
  result r = w.exec(query);
  w.commit();
  return r;
}

struct Listener : pqxx::notification_receiver {
  std::string heard;
  Listener(connection &c, const std::string &channel) : notification_receiver(c, channel) {}
  void operator()(const std::string &payload, int pid) override {
    heard += payload + (pid == conn().backendpid() ? " own " : " other ");
  }
};

struct Notices : pqxx::errorhandler {
  std::string heard;
  explicit Notices(connection &c) : errorhandler(c) {}
  bool operator()(char const message[]) noexcept override {
    heard += message;
    return false;
  }
};

int main() {
  const char *host = getenv("PGHOST");
  if (host == nullptr || *host == 0) return 0;
  port = getenv("PGPORT");
  std::cout << "version: " << PQXX_VERSION << std::endl;
  const std::string address;
  connection c(address);

  check("connection", [&] { return of(c.is_open(), c.dbname(), c.username(), c.protocol_version(), c.get_client_encoding(), c.server_version() / 10000); });
  check("variables", [&] { c.set_variable("search_path", "public"); c.set_variable("work_mem", "'7MB'"); return of(c.get_variable("search_path"), c.get_variable("work_mem"), c.get_variable("DateStyle")); });
  check("create", [&] { return of(run(c, "CREATE TABLE item (id serial PRIMARY KEY, name text NOT NULL UNIQUE, price numeric(8,2) CHECK (price >= 0), tags text[], extra jsonb)")); });
  check("insert", [&] { return of(run(c, "INSERT INTO item (name, price, tags) VALUES ('one', 1.5, '{a,\"b c\",NULL}'), ('two', NULL, NULL)")); });
  check("insert returning", [&] { return of(run(c, "INSERT INTO item (name) VALUES ('three') RETURNING id, name, price")); });
  check("several statements", [&] { return of(run(c, "UPDATE item SET price = price; SELECT count(*) FROM item")); });
  check("exec1", [&] { work w(c); return of(w.exec1("SELECT count(*) FROM item")[0].as<int>()); });
  check("exec1 of many", [&] { work w(c); w.exec1("SELECT id FROM item"); return std::string("one"); });
  check("exec0", [&] { work w(c); w.exec0("SELECT 1 WHERE false"); return std::string("none"); });
  check("exec_n", [&] { work w(c); return of(w.exec_n(3, "SELECT id FROM item ORDER BY id")); });
  check("fields", [&] {
    result r = run(c, "SELECT id, name AS other, price, 1 + 1 AS sum FROM item ORDER BY id");
    std::ostringstream out;
    for (int i = 0; i < int(r.columns()); ++i) out << r.column_name(i) << ' ' << r.column_type(i) << ' ' << (r.column_table(i) != 0) << ' ' << r.table_column(i) << "; ";
    return out.str() + of(r.size(), r.capacity() > 0, r.column_number("other"), r[0]["other"].as<std::string>(), r[1][2].is_null(), r[0][2].as<double>());
  });
  check("missing column", [&] { return of(run(c, "SELECT 1 AS a").column_number("b")); });

  check("parameters", [&] { work w(c); return of(w.exec_params("SELECT $1::int + $2::int, $3::text, $4::text", 1, 2, "it's ü\\", nullptr)); });
  check("more parameters", [&] { work w(c); return of(w.exec_params("SELECT $1::int8, $2::float8, $3::bool, $4::numeric", 9223372036854775807LL, 0.1, true, "12345678901234567890.5")); });
  check("binary parameter", [&] { work w(c); pqxx::binarystring bytes(std::string("\0\1\xff'\\", 5)); result r = w.exec_params("SELECT $1::bytea, length($1::bytea)", bytes); pqxx::binarystring back(r[0][0]); return of(back == bytes, r[0][1].as<int>()); });
  check("prepared", [&] { c.prepare("by_id", "SELECT name FROM item WHERE id = $1"); work w(c); return of(w.exec_prepared("by_id", 1)) + of(w.exec_prepared("by_id", 2)) + of(w.exec_prepared("by_id", 99).size()); });
  check("prepared, wrong", [&] { c.prepare("wrong", "SELECT missing FROM item"); work w(c); return of(w.exec_prepared("wrong")); });
  check("prepared, unknown", [&] { work w(c); return of(w.exec_prepared("unknown")); });
  check("unprepare", [&] { c.unprepare("by_id"); work w(c); return of(w.exec_prepared("by_id", 1)); });
  check("prepared in advance", [&] { c.prepare("advance", "SELECT $1::text || '!'"); c.prepare_now("advance"); work w(c); return of(w.exec_prepared1("advance", "x")[0].c_str()); });

  const std::vector<std::pair<std::string, std::string>> values{
      {"int2", "7"}, {"int4", "-5"}, {"int8", "1152921504606846976"}, {"float4", "1.5"}, {"float8", "0.1"}, {"numeric", "12345678901234567890.50"}, {"bool", "t"}, {"text", "grüße '\\ 😀"},
      {"varchar", "v"}, {"char(4)", "x"}, {"bytea", "\\x0001ff"}, {"date", "2024-02-29"}, {"time", "12:34:56.000789"}, {"timestamp", "2024-02-29 12:34:56.123456"},
      {"timestamptz", "2024-02-29 12:34:56+00"}, {"interval", "1 year 2 days 03:04:05"}, {"uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"}, {"json", "{\"a\": 1}"}, {"jsonb", "[1, null]"},
      {"int4[]", "{1,NULL,3}"}, {"text[]", "{\"a,b\",NULL}"}, {"inet", "10.0.0.1/24"}, {"macaddr", "08:00:2b:01:02:03"}, {"bit(4)", "0101"}, {"int4range", "[1,5)"}, {"money", "12.34"}, {"tsvector", "'fox':2"}};
  for (const auto &[type, value] : values)
    check("type " + type, [&, type = type, value = value] { work w(c); result r = w.exec_params("SELECT $1::" + type + " AS v", value); return of(r) + of(r.column_type(0)); });
  check("conversions", [&] { result r = run(c, "SELECT 1, 2.5, true, 'x', NULL::int"); return of(r[0][0].as<long>(), r[0][1].as<double>(), r[0][2].as<bool>(), r[0][3].as<std::string>(), r[0][4].as<int>(42)); });
  check("null conversion", [&] { return of(run(c, "SELECT NULL::int")[0][0].as<int>()); });
  check("wrong conversion", [&] { return of(run(c, "SELECT 'x'")[0][0].as<int>()); });
  check("overflow conversion", [&] { return of(run(c, "SELECT 3000000000")[0][0].as<int>()); });
  check("array", [&] {
    std::string out;
    result r = run(c, "SELECT '{a,\"b \\\"c\",NULL,{}}'::text::text, ARRAY[['x','y'],['z',NULL]]");
    pqxx::array_parser parser(r[0][1].c_str());
    for (auto item = parser.get_next(); item.first != pqxx::array_parser::done; item = parser.get_next()) out += of(int(item.first), item.second);
    return out;
  });

  check("quote", [&] { work w(c); return of(w.quote("it's \\ ü"), w.quote_name("a\"b"), w.quote(7), w.esc("a'b"), w.quote_raw(std::string("\0\xff", 2))); });
  check("quoted back", [&] { work w(c); return of(w.exec("SELECT " + w.quote("it's \\ ü") + ", " + w.quote_raw(std::string("\0\xff", 2)) + "::bytea, 1 AS " + w.quote_name("a\"b"))); });

  const std::vector<std::pair<std::string, std::string>> broken{
      {"unique", "INSERT INTO item (name) VALUES ('one')"}, {"not null", "INSERT INTO item (name) VALUES (NULL)"}, {"check", "INSERT INTO item (name, price) VALUES ('bad', -1)"}, {"syntax", "SELEC 1"},
      {"no table", "SELECT * FROM missing"}, {"no column", "SELECT item.missing FROM item"}, {"no function", "SELECT missing(1)"}, {"division", "SELECT 1 / 0"}, {"bad integer", "SELECT 'x'::int"},
      {"in the second statement", "SELECT 1; SELECT 1/0"}, {"timeout", "SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)"}};
  for (const auto &[name, query] : broken) check("error " + name, [&, query = query] { return of(run(c, query)); });
  check("foreign key", [&] { run(c, "CREATE TABLE child (item int REFERENCES item)"); return of(run(c, "INSERT INTO child VALUES (99)")); });
  check("privilege", [&] { run(c, "CREATE ROLE pqxx_nobody"); work w(c); w.exec("SET LOCAL ROLE pqxx_nobody"); return of(w.exec("SELECT * FROM item")); });

  check("abort", [&] { { work w(c); w.exec("DELETE FROM child"); w.exec("DELETE FROM item"); w.abort(); } return of(run(c, "SELECT count(*) FROM item")); });
  check("destroyed without commit", [&] { { work w(c); w.exec("DELETE FROM item"); } return of(run(c, "SELECT count(*) FROM item")); });
  check("subtransaction", [&] {
    work w(c);
    w.exec("INSERT INTO item (name) VALUES ('outer')");
    try { pqxx::subtransaction s(w, "inner"); s.exec("INSERT INTO item (name) VALUES ('inner')"); s.exec("SELECT 1/0"); } catch (const pqxx::sql_error &e) { }
    { pqxx::subtransaction s(w, "kept"); s.exec("INSERT INTO item (name) VALUES ('kept')"); s.commit(); }
    result r = w.exec("SELECT name FROM item WHERE id > 3 ORDER BY name");
    w.commit();
    return of(r);
  });
  check("after an error", [&] { work w(c); try { w.exec("SELECT 1/0"); } catch (const pqxx::sql_error &e) { } return of(w.exec("SELECT 1")); });
  check("serializable", [&] { pqxx::transaction<pqxx::serializable> t(c); return of(t.exec("SHOW transaction_isolation")); });
  check("repeatable read", [&] { pqxx::transaction<pqxx::repeatable_read> t(c); return of(t.exec("SHOW transaction_isolation")); });
  check("read only", [&] { pqxx::read_transaction t(c); return of(t.exec("SHOW transaction_read_only")); });
  check("write in read only", [&] { pqxx::read_transaction t(c); return of(t.exec("DELETE FROM child")); });
  check("without transaction", [&] { nontransaction n(c); return of(n.exec("SELECT now() = statement_timestamp()")); });
  check("robust transaction", [&] { connection other(address); pqxx::robusttransaction<> t(other); t.exec("INSERT INTO item (name) VALUES ('robust')"); t.commit(); return of(run(c, "SELECT count(*) FROM item WHERE name = 'robust'")); });
  check("conflict", [&] {
    connection other(address);
    pqxx::transaction<pqxx::serializable> one(c);
    one.exec("SELECT sum(price) FROM item");
    { pqxx::transaction<pqxx::serializable> two(other); two.exec("UPDATE item SET price = 9 WHERE id = 1"); two.commit(); }
    one.exec("UPDATE item SET price = 8 WHERE id = 1");
    one.commit();
    return std::string("committed");
  });
  check("transactor", [&] { int tries = 0; int n = pqxx::perform([&] { ++tries; work w(c); int found = w.exec1("SELECT count(*) FROM item")[0].as<int>(); w.commit(); return found; }); return of(n, tries); });

  check("stream to", [&] {
    run(c, "CREATE TABLE streamed (a int, b text, c float8)");
    work w(c);
    pqxx::stream_to s(w, "streamed", std::vector<std::string>{"a", "b", "c"});
    for (int i = 0; i < 2000; ++i) s << std::make_tuple(i, std::string("t\t\\ü\n") + std::to_string(i), i / 4.0);
    s.complete();
    result r = w.exec("SELECT count(*), sum(a), max(b), sum(c) FROM streamed");
    w.commit();
    return of(r);
  });
  check("stream to what is missing", [&] { work w(c); pqxx::stream_to s(w, "missing"); s.complete(); return std::string("done"); });
  check("stream of what is wrong", [&] { work w(c); pqxx::stream_to s(w, "streamed"); s << std::make_tuple("x", "y", "z"); s.complete(); w.commit(); return std::string("done"); });
  check("stream from", [&] {
    work w(c);
    pqxx::stream_from s(w, "streamed", std::vector<std::string>{"a", "b"});
    std::tuple<int, std::string> row;
    long sum = 0, length = 0;
    while (s >> row) { sum += std::get<0>(row); length += std::get<1>(row).size(); }
    s.complete();
    return of(sum, length);
  });
  check("cursor stream", [&] {
    work w(c);
    pqxx::icursorstream s(w, "SELECT a FROM streamed ORDER BY a", "walk", 300);
    result r;
    std::ostringstream out;
    while (s >> r) out << r.size() << '/' << r[0][0].as<int>() << ' ';
    return out.str();
  });
  check("cursor iterator", [&] { work w(c); pqxx::icursorstream s(w, "SELECT a FROM streamed ORDER BY a", "walk", 500); long n = 0; for (pqxx::icursor_iterator i(s), end; i != end; ++i) n += i->size(); return of(n); });
  check("stateless cursor", [&] {
    work w(c);
    pqxx::stateless_cursor<pqxx::cursor_base::read_only, pqxx::cursor_base::owned> cursor(w, "SELECT a FROM streamed ORDER BY a", "still", false);
    return of(cursor.size()) + of(cursor.retrieve(10, 13)) + of(cursor.retrieve(12, 9));
  });
  check("cursor for update", [&] {
    work w(c);
    pqxx::stateless_cursor<pqxx::cursor_base::update, pqxx::cursor_base::owned> cursor(w, "SELECT a FROM streamed WHERE a < 3 FOR UPDATE", "change", false);
    cursor.retrieve(1, 2);
    return of(w.exec("UPDATE streamed SET b = 'changed' WHERE CURRENT OF \"change\"").affected_rows());
  });

  check("large object", [&] {
    work w(c);
    pqxx::largeobject id(w);
    char buffer[8] = {};
    long read, at;
    {
      pqxx::largeobjectaccess lo(w, id);
      lo.write(std::string("some content\0more", 17));
      lo.seek(5, std::ios::beg);
      read = lo.read(buffer, 7);
      at = lo.tell();
    }
    id.remove(w);
    w.commit();
    return of(buffer, read, at);
  });
  check("large object stream", [&] {
    work w(c);
    pqxx::largeobject id(w);
    { pqxx::olostream out(w, id); for (int i = 0; i < 3000; ++i) out << i << '\n'; }
    pqxx::ilostream in(w, id);
    long sum = 0;
    for (int i; in >> i;) sum += i;
    return of(sum);
  });
  check("no large object", [&] { work w(c); pqxx::largeobjectaccess lo(w, 4242, std::ios::in); return std::string("opened"); });

  check("pipeline", [&] {
    work w(c);
    pqxx::pipeline p(w);
    p.retain(10);
    std::vector<pqxx::pipeline::query_id> ids;
    for (int i = 0; i < 8; ++i) ids.push_back(p.insert("SELECT " + std::to_string(i) + " * 2"));
    std::string out;
    for (auto id : ids) out += p.retrieve(id)[0][0].c_str() + std::string(" ");
    p.complete();
    return out;
  });
  check("pipeline with an error", [&] { work w(c); pqxx::pipeline p(w); p.retain(10); auto one = p.insert("SELECT 1"); auto two = p.insert("SELECT 1/0"); std::string out = of(p.retrieve(one)); return out + of(p.retrieve(two)); });

  check("notification", [&] {
    Listener l(c, "talk");
    connection other(address);
    { nontransaction n(other); n.exec("NOTIFY talk, 'hello'"); }
    run(c, "NOTIFY talk, 'echo'");
    for (int i = 0; i < 20 && l.heard.find("hello") == std::string::npos; ++i) c.await_notification(1, 0);
    c.get_notifs();
    return of(l.heard.find("hello other") != std::string::npos, l.heard.find("echo own") != std::string::npos);
  });
  check("notices", [&] { Notices n(c); run(c, "DO $$ BEGIN RAISE WARNING 'mind'; END $$"); return n.heard; });
  check("cancel", [&] { nontransaction n(c); return of(n.exec("SET statement_timeout = 0")) + of((c.cancel_query(), 1)); });
  check("encoding", [&] { connection other(address); other.set_client_encoding("LATIN1"); nontransaction n(other); result r = n.exec("SELECT 'gr\xfc\xdf'::text"); std::string v = r[0][0].as<std::string>(); return of(other.get_client_encoding(), v.size(), int(static_cast<unsigned char>(v[2]))); });
  check("reconnect", [&] { c.deactivate(); c.activate(); return of(run(c, "SELECT 1")); });
  check("no database", [&] { connection other("dbname=missing"); return std::string("connected"); });
  check("no role", [&] { connection other("user=missing"); return std::string("connected"); });
  check("drop role", [&] { return of(run(c, "DROP ROLE pqxx_nobody")); });
  return 0;
}
