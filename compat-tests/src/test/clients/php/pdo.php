<?php
// PDO and pgsql, PHP's two ways to PostgreSQL: one line "name: outcome" for each check, in order.
error_reporting(E_ALL);
ini_set('display_errors', 'stderr');
if (!getenv('PGHOST')) exit;

const PATTERN_SPACE = '/\s+/';
$port = getenv('PGPORT');
$dsn = sprintf('pgsql:host=%s;port=%s;dbname=%s', getenv('PGHOST'), $port, getenv('PGDATABASE'));
$user = getenv('PGUSER');

function line(string $text): string {
    global $port;
    return trim(preg_replace(PATTERN_SPACE, ' ', str_replace($port, 'PORT', $text)));
}

function check(string $name, callable $action): void {
    set_error_handler(function (int $level, string $message) { throw new ErrorException($message); });
    try {
        $outcome = json_encode(plain($action()), JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR);
    } catch (PDOException $e) {
        $outcome = 'PDOException ' . json_encode($e->errorInfo, JSON_UNESCAPED_UNICODE) . ($e->errorInfo ? '' : $e->getMessage());
    } catch (Throwable $e) {
        $outcome = get_class($e) . ' ' . $e->getMessage();
    }
    restore_error_handler();
    echo $name, ': ', line($outcome), "\n";
}

/** What JSON cannot say: streams by their content, bytes in hexadecimal. */
function plain(mixed $value): mixed {
    return match (true) {
        is_resource($value) => 'stream ' . bin2hex(stream_get_contents($value)),
        is_array($value) => array_map('plain', $value),
        $value instanceof stdClass => array_map('plain', (array) $value),
        is_string($value) && !preg_match('//u', $value) => 'bytes ' . bin2hex($value),
        default => $value,
    };
}

echo 'version: ', PHP_VERSION, "\n";
$db = new PDO($dsn, $user, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);

check('attributes', fn () => [$db->getAttribute(PDO::ATTR_DRIVER_NAME), preg_match('/^\d+/', $db->getAttribute(PDO::ATTR_SERVER_VERSION)), preg_replace('/\d+/', 'N', $db->getAttribute(PDO::ATTR_CONNECTION_STATUS)), preg_replace('/PID: \d+/', 'PID', $db->getAttribute(PDO::ATTR_SERVER_INFO))]);
check('create', fn () => $db->exec("CREATE TABLE item (id serial PRIMARY KEY, name text NOT NULL UNIQUE, price numeric(8,2) CHECK (price >= 0), tags text[], extra jsonb)"));
check('exec', fn () => $db->exec("INSERT INTO item (name, price, tags) VALUES ('one', 1.5, '{a,\"b c\"}'), ('two', NULL, NULL)"));
check('last id', fn () => [$db->lastInsertId(), $db->lastInsertId('item_id_seq')]);
check('query', fn () => $db->query('SELECT * FROM item ORDER BY id')->fetchAll(PDO::FETCH_ASSOC));
check('several statements', fn () => [$db->exec("UPDATE item SET price = price; UPDATE item SET name = name WHERE id = 1"), $db->query('SELECT 1 AS a; SELECT 2 AS b')->fetchAll(PDO::FETCH_ASSOC)]);

$modes = ['assoc' => PDO::FETCH_ASSOC, 'num' => PDO::FETCH_NUM, 'both' => PDO::FETCH_BOTH, 'obj' => PDO::FETCH_OBJ, 'column' => PDO::FETCH_COLUMN, 'pairs' => PDO::FETCH_KEY_PAIR, 'group' => PDO::FETCH_GROUP | PDO::FETCH_ASSOC, 'unique' => PDO::FETCH_UNIQUE | PDO::FETCH_NUM];
foreach ($modes as $name => $mode) check("fetch $name", fn () => $db->query('SELECT id, name FROM item ORDER BY id')->fetchAll($mode));
class Item { public $id; public $name; public $made = 'yes'; }
check('fetch class', fn () => array_map('get_object_vars', $db->query('SELECT id, name FROM item ORDER BY id')->fetchAll(PDO::FETCH_CLASS, Item::class)));
check('fetch bound', function () use ($db) { $q = $db->query('SELECT id, name FROM item ORDER BY id'); $q->bindColumn(1, $id, PDO::PARAM_INT); $q->bindColumn('name', $name); $seen = []; while ($q->fetch(PDO::FETCH_BOUND)) $seen[] = [$id, $name]; return $seen; });
check('fetch one by one', function () use ($db) { $q = $db->query('SELECT name FROM item ORDER BY id'); return [$q->fetchColumn(), $q->fetchObject(), $q->fetch(), $q->rowCount(), $q->columnCount()]; });

foreach (['server' => false, 'emulated' => true] as $how => $emulate) {
    $db->setAttribute(PDO::ATTR_EMULATE_PREPARES, $emulate);
    check("$how named", function () use ($db) { $q = $db->prepare('SELECT :a::int + :b::int AS s, :c::text AS t'); $q->execute(['a' => 1, 'b' => 2, 'c' => "it's ?:x\\"]); return $q->fetchAll(PDO::FETCH_ASSOC); });
    check("$how positional", function () use ($db) { $q = $db->prepare('SELECT name FROM item WHERE id = ? OR name = ? ORDER BY 1'); $q->execute([1, 'two']); return $q->fetchAll(PDO::FETCH_COLUMN); });
    check("$how question marks", fn () => $db->query("SELECT '{\"a\": 1}'::jsonb ?? 'a'")->fetchAll(PDO::FETCH_NUM));
    check("$how types", function () use ($db) {
        $q = $db->prepare('SELECT :i::int, :s::text, :b::bool, :n::int, :l::bytea');
        $blob = fopen('php://memory', 'r+'); fwrite($blob, "\x00\x01\xff'\\"); rewind($blob);
        $q->bindValue('i', 7, PDO::PARAM_INT); $q->bindValue('s', 'grüße 😀', PDO::PARAM_STR); $q->bindValue('b', false, PDO::PARAM_BOOL); $q->bindValue('n', null, PDO::PARAM_NULL); $q->bindParam('l', $blob, PDO::PARAM_LOB);
        $q->execute();
        return $q->fetch(PDO::FETCH_NUM);
    });
    check("$how again", function () use ($db) { $q = $db->prepare('SELECT price FROM item WHERE id = ?'); $seen = []; foreach ([1, 2, 3] as $id) { $q->execute([$id]); $seen[] = $q->fetch(PDO::FETCH_NUM); } return $seen; });
    check("$how insert returning", function () use ($db, $how) { $q = $db->prepare('INSERT INTO item (name, price, tags, extra) VALUES (?, ?, ?, ?) RETURNING id, price'); $q->execute(["r $how", '2.505', '{x}', '{"k": [1, null]}']); return [$q->rowCount(), $q->fetchAll(PDO::FETCH_ASSOC)]; });
    check("$how changed rows", function () use ($db) { $q = $db->prepare('UPDATE item SET price = coalesce(price, 0) + ? WHERE id > ?'); $q->execute([1, 0]); return $q->rowCount(); });
    check("$how in a list", function () use ($db) { $q = $db->prepare('SELECT name FROM item WHERE id = ANY(?::int[]) ORDER BY id'); $q->execute(['{1,2}']); return $q->fetchAll(PDO::FETCH_COLUMN); });
    check("$how syntax error", fn () => $db->prepare('SELEC ?')->execute([1]));
    check("$how wrong value", fn () => $db->prepare('SELECT ?::int')->execute(['x']));
    check("$how too few", fn () => $db->prepare('SELECT ?::int, ?::int')->execute([1]));
    check("$how after errors", fn () => $db->query('SELECT 1')->fetchColumn());
}
$db->setAttribute(PDO::ATTR_EMULATE_PREPARES, false);
check('prepared only on the client', function () use ($db) { $q = $db->prepare('SELECT ?::int + 1', [PDO::PGSQL_ATTR_DISABLE_PREPARES => true]); $q->execute([1]); return $q->fetchColumn(); });
check('strings for all', function () use ($db) { $db->setAttribute(PDO::ATTR_STRINGIFY_FETCHES, true); $row = $db->query("SELECT 1, 1.5::float8, true, 'x', NULL")->fetch(PDO::FETCH_NUM); $db->setAttribute(PDO::ATTR_STRINGIFY_FETCHES, false); return $row; });

$types = ['int2' => '7', 'int4' => '-5', 'int8' => '9223372036854775807', 'float4' => '1.5', 'float8' => '0.1', 'numeric' => '12345678901234567890.50', 'bool' => 't', 'text' => "grüße '\\ 😀", 'varchar(3)' => 'abc', 'char(4)' => 'x', 'bytea' => '\x0001ff', 'date' => '2024-02-29', 'time' => '12:34:56.000789', 'timetz' => '12:34:56+02', 'timestamp' => '2024-02-29 12:34:56.123456', 'timestamptz' => '2024-02-29 12:34:56+00', 'interval' => '1 year 2 days 03:04:05', 'uuid' => 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'json' => '{"a": 1}', 'jsonb' => '{"a": [1, null]}', 'int4[]' => '{1,NULL,3}', 'text[]' => '{"a,b","c\"d",NULL}', 'inet' => '10.0.0.1/24', 'cidr' => '10.0.0.0/8', 'macaddr' => '08:00:2b:01:02:03', 'bit(4)' => '0101', 'varbit' => '101', 'int4range' => '[1,5)', 'money' => '12.34', 'oid' => '42', 'name' => 'n', 'tsvector' => "'fox':2"];
foreach ($types as $type => $value) {
    check("type $type", function () use ($db, $type, $value) {
        $q = $db->prepare("SELECT ?::$type AS v"); $q->execute([$value]);
        $row = $q->fetch(PDO::FETCH_NUM);
        $meta = $q->getColumnMeta(0);
        return [gettype($row[0]), $row[0], $meta['native_type'], $meta['pgsql:oid'], $meta['len'], $meta['precision'], $meta['pdo_type']];
    });
}
check('column meta of a table', function () use ($db) { $q = $db->query('SELECT id, name AS other, 1 FROM item'); return array_map(fn ($i) => array_diff_key($q->getColumnMeta($i), ['pgsql:table_oid' => 0]), [0, 1, 2]); });

$broken = ['unique' => "INSERT INTO item (name) VALUES ('one')", 'not null' => 'INSERT INTO item (name) VALUES (NULL)', 'check' => "INSERT INTO item (name, price) VALUES ('bad', -1)", 'syntax' => 'SELEC 1', 'no table' => 'SELECT * FROM missing', 'no column' => 'SELECT item.missing FROM item', 'no function' => 'SELECT missing(1)', 'division' => 'SELECT 1 / 0', 'overflow' => 'SELECT 2147483647 + 1', 'timeout' => "BEGIN; SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)"];
foreach ($broken as $name => $sql) check("error $name", fn () => $db->exec($sql));
check('after a failed block', fn () => $db->exec('ROLLBACK'));
check('silent errors', function () use ($dsn, $user) { $quiet = new PDO($dsn, $user, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_SILENT]); return [$quiet->exec('SELECT 1/0'), $quiet->errorCode(), $quiet->errorInfo()[0]]; });

check('transaction', function () use ($db) { $db->beginTransaction(); $db->exec('DELETE FROM item'); $in = $db->inTransaction(); $db->rollBack(); return [$in, $db->inTransaction(), $db->query('SELECT count(*) > 0 FROM item')->fetchColumn()]; });
check('savepoint', function () use ($db) { $db->beginTransaction(); $db->exec('SAVEPOINT s'); try { $db->exec('SELECT 1/0'); } catch (PDOException) { } $db->exec('ROLLBACK TO s'); $n = $db->query('SELECT 5')->fetchColumn(); $db->commit(); return $n; });
check('in a failed transaction', function () use ($db) { $db->beginTransaction(); try { $db->exec('SELECT 1/0'); } catch (PDOException) { } try { $db->exec('SELECT 1'); } finally { $db->rollBack(); } });
check('isolation', function () use ($db) { $db->beginTransaction(); $db->exec('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE'); $level = $db->query('SHOW transaction_isolation')->fetchColumn(); $db->commit(); return $level; });
check('scrollable cursor', function () use ($db) {
    $db->beginTransaction();
    $q = $db->prepare('SELECT i FROM generate_series(1, 10) i', [PDO::ATTR_CURSOR => PDO::CURSOR_SCROLL]);
    $q->execute();
    $seen = [$q->fetch(PDO::FETCH_NUM, PDO::FETCH_ORI_LAST)[0], $q->fetch(PDO::FETCH_NUM, PDO::FETCH_ORI_PRIOR)[0], $q->fetch(PDO::FETCH_NUM, PDO::FETCH_ORI_FIRST)[0], $q->fetch(PDO::FETCH_NUM, PDO::FETCH_ORI_ABS, 4)[0], $q->fetch(PDO::FETCH_NUM, PDO::FETCH_ORI_REL, 2)[0]];
    $q = null;
    $db->commit();
    return $seen;
});
check('declared cursor', function () use ($db) { $db->beginTransaction(); $db->exec('DECLARE c CURSOR FOR SELECT id FROM item ORDER BY id'); $first = $db->query('FETCH 2 FROM c')->fetchAll(PDO::FETCH_COLUMN); $db->exec('CLOSE c'); $db->commit(); return $first; });

check('copy from array', fn () => [$db->exec('CREATE TABLE copied (a int, b text)'), $db->pgsqlCopyFromArray('copied', ["1\tx\n", "2\t\\N\n", "3\tü\n"])]);
check('copy from array with options', fn () => $db->pgsqlCopyFromArray('copied', ["4;none\n"], ';', 'none', 'a, b'));
check('copy to array', fn () => $db->pgsqlCopyToArray('copied'));
check('copy to array with options', fn () => $db->pgsqlCopyToArray('copied', ',', 'NIL', 'b, a'));
check('copy from file', function () use ($db) { $file = tempnam(sys_get_temp_dir(), 'copy'); file_put_contents($file, "7\tseven\n8\teight\n"); $done = $db->pgsqlCopyFromFile('copied', $file); unlink($file); return [$done, $db->query('SELECT count(*) FROM copied')->fetchColumn()]; });
check('copy to file', function () use ($db) { $file = tempnam(sys_get_temp_dir(), 'copy'); $db->pgsqlCopyToFile('copied', $file); $text = file_get_contents($file); unlink($file); return $text; });
check('copy of what is wrong', fn () => $db->pgsqlCopyFromArray('copied', ["x\ty\n"]));
check('large object', function () use ($db) {
    $db->beginTransaction();
    $oid = $db->pgsqlLOBCreate();
    $stream = $db->pgsqlLOBOpen($oid, 'w'); fwrite($stream, str_repeat("abc\x00", 5000)); fclose($stream);
    $stream = $db->pgsqlLOBOpen($oid, 'r'); fseek($stream, 4); $part = fread($stream, 8); $length = strlen(stream_get_contents($stream)); fclose($stream);
    $gone = $db->pgsqlLOBUnlink($oid);
    $db->commit();
    return [bin2hex($part), $length, $gone];
});
check('bytea', function () use ($db) { $db->exec('CREATE TABLE blobs (b bytea)'); $q = $db->prepare('INSERT INTO blobs VALUES (?)'); $bytes = random_bytes(100000); $q->bindValue(1, $bytes, PDO::PARAM_LOB); $q->execute(); return stream_get_contents($db->query('SELECT b FROM blobs')->fetchColumn()) === $bytes; });
check('notification', function () use ($db, $dsn, $user) { $db->exec('LISTEN talk'); (new PDO($dsn, $user))->exec("NOTIFY talk, 'hello'"); $n = $db->pgsqlGetNotify(PDO::FETCH_ASSOC, 10000); return [$n['message'], $n['payload'], $n['pid'] !== $db->pgsqlGetPid()]; });
check('quote', fn () => [$db->quote("it's \\ ü"), $db->quote("\x00a\\'", PDO::PARAM_LOB)]);
check('persistent', function () use ($dsn, $user) { $one = new PDO($dsn, $user, null, [PDO::ATTR_PERSISTENT => true]); $pid = $one->pgsqlGetPid(); $one = null; $two = new PDO($dsn, $user, null, [PDO::ATTR_PERSISTENT => true]); return $two->pgsqlGetPid() === $pid; });
check('options', fn () => (new PDO("$dsn;options='-c work_mem=7MB -c application_name=php'", $user))->query("SELECT current_setting('work_mem'), current_setting('application_name')")->fetch(PDO::FETCH_NUM));
check('client encoding', fn () => bin2hex((new PDO("$dsn;client_encoding=LATIN1", $user))->query("SELECT 'gr' || U&'\\00fc' || U&'\\00df'")->fetchColumn()));
check('no database', fn () => new PDO(str_replace('client_', 'missing_', $dsn), $user));

// pgsql, the older of the two

$old = pg_connect(sprintf('host=%s port=%s dbname=%s user=%s', getenv('PGHOST'), $port, getenv('PGDATABASE'), $user));
check('pg parameters', fn () => [pg_client_encoding($old), pg_parameter_status($old, 'server_encoding'), pg_parameter_status($old, 'DateStyle'), pg_transaction_status($old), pg_dbname($old)]);
check('pg query', function () use ($old) { $r = pg_query($old, 'SELECT id, name, price FROM item ORDER BY id LIMIT 2'); return [pg_num_rows($r), pg_num_fields($r), pg_field_name($r, 1), pg_field_type($r, 2), pg_field_size($r, 0), pg_field_table($r, 0), pg_fetch_all($r), pg_field_is_null($r, 1, 2)]; });
check('pg parameters of a query', fn () => pg_fetch_all(pg_query_params($old, 'SELECT $1::int + 1 AS n, $2::text AS t', [1, 'ü'])));
check('pg prepare', function () use ($old) { pg_prepare($old, 'p', 'SELECT name FROM item WHERE id = $1'); return [pg_fetch_result(pg_execute($old, 'p', [1]), 0, 0), pg_fetch_result(pg_execute($old, 'p', [2]), 0, 0)]; });
check('pg meta data', fn () => pg_meta_data($old, 'item'));
check('pg meta data extended', fn () => pg_meta_data($old, 'copied', true));
check('pg insert', function () use ($old) { pg_insert($old, 'copied', ['a' => 20, 'b' => "it's"]); return pg_select($old, 'copied', ['a' => 20]); });
check('pg update and delete', fn () => [pg_update($old, 'copied', ['b' => 'new'], ['a' => 20]), pg_delete($old, 'copied', ['a' => 20])]);
check('pg copy', fn () => [pg_copy_from($old, 'copied', ["30\tthirty\n"]), count(pg_copy_to($old, 'copied'))]);
check('pg put line', function () use ($old) { pg_query($old, 'COPY copied FROM STDIN'); pg_put_line($old, "40\tforty\n"); pg_put_line($old, "\\.\n"); return pg_end_copy($old); });
check('pg error fields', function () use ($old) { pg_send_query($old, "INSERT INTO item (name) VALUES ('one')"); $r = pg_get_result($old); return [pg_result_error_field($r, PGSQL_DIAG_SQLSTATE), pg_result_error_field($r, PGSQL_DIAG_CONSTRAINT_NAME), pg_result_error_field($r, PGSQL_DIAG_MESSAGE_DETAIL), pg_result_error($r)]; });
check('pg asynchronous', function () use ($old) { pg_send_query($old, 'SELECT 1; SELECT 2'); $seen = []; while ($r = pg_get_result($old)) $seen[] = pg_fetch_result($r, 0, 0); return $seen; });
check('pg cancel', function () use ($old) { pg_send_query($old, 'SELECT pg_sleep(20)'); $done = pg_cancel_query($old); return [$done, pg_connection_busy($old)]; });
check('pg large object', function () use ($old) { pg_query($old, 'BEGIN'); $oid = pg_lo_create($old); $lo = pg_lo_open($old, $oid, 'rw'); pg_lo_write($lo, 'content'); pg_lo_seek($lo, 2); $read = pg_lo_read($lo, 3); $at = pg_lo_tell($lo); pg_lo_truncate($lo, 4); pg_lo_close($lo); pg_lo_unlink($old, $oid); pg_query($old, 'COMMIT'); return [$read, $at]; });
check('pg notify', function () use ($old) { pg_query($old, 'LISTEN other'); pg_query($old, "NOTIFY other, 'x'"); $n = pg_get_notify($old, PGSQL_ASSOC); return [$n['message'], $n['payload']]; });
check('pg notice', function () use ($old) { pg_query($old, "DO $$ BEGIN RAISE NOTICE 'told'; END $$"); return pg_last_notice($old); });
check('pg escape', fn () => [pg_escape_string($old, "it's"), pg_escape_identifier($old, 'a"b'), pg_escape_literal($old, "x\\y"), pg_escape_bytea($old, "\x00'"), bin2hex(pg_unescape_bytea('\x00ff'))]);
check('pg encoding', function () use ($old) { pg_set_client_encoding($old, 'WIN1252'); $bytes = bin2hex(pg_fetch_result(pg_query($old, "SELECT chr(8364) || chr(252)"), 0, 0)); $echo = bin2hex(pg_fetch_result(pg_query_params($old, 'SELECT $1::text', ["\x80\xfc"]), 0, 0)); pg_set_client_encoding($old, 'UTF8'); return [$bytes, $echo]; });
check('pg ping', fn () => [pg_ping($old), pg_connection_status($old), pg_connection_reset($old)]);
