CREATE EXTENSION plpython3u;
CREATE TABLE stock (id int PRIMARY KEY, name text, n int DEFAULT 1, price numeric);
CREATE TABLE seen (what text);
CREATE FUNCTION tell() RETURNS trigger AS $$
keys = ('name', 'table_name', 'table_schema', 'event', 'when', 'level', 'args', 'old', 'new')
plpy.notice(', '.join('%s=%r' % (k, TD[k]) for k in keys), TD['relid'].isdigit())
$$ LANGUAGE plpython3u;
CREATE TRIGGER before_row BEFORE INSERT OR UPDATE OR DELETE ON stock FOR EACH ROW EXECUTE FUNCTION tell();
CREATE TRIGGER after_row AFTER INSERT OR UPDATE OR DELETE ON stock FOR EACH ROW EXECUTE FUNCTION tell('a', '2');
CREATE TRIGGER before_statement BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON stock FOR EACH STATEMENT EXECUTE FUNCTION tell();
CREATE TRIGGER after_statement AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON stock FOR EACH STATEMENT EXECUTE FUNCTION tell();
INSERT INTO stock VALUES (1, 'one', 1, 1.50), (2, NULL, NULL, NULL);
UPDATE stock SET n = 5 WHERE id = 1;
DELETE FROM stock WHERE id = 2;
UPDATE stock SET n = 6 WHERE id = 99;
TRUNCATE stock;
DROP TRIGGER before_row ON stock;
DROP TRIGGER after_row ON stock;
DROP TRIGGER before_statement ON stock;
DROP TRIGGER after_statement ON stock;
CREATE FUNCTION answer() RETURNS trigger AS $$
kind = TD['args'][0]
if kind == 'none': return None
if kind == 'ok': return 'OK'
if kind == 'skip': return 'SKIP'
if kind == 'lower': return 'skip'
if kind == 'unknown': return 'WHAT'
if kind == 'number': return 5
if kind == 'deleted': del TD['new']; return 'MODIFY'
if kind == 'not a dict': TD['new'] = 'x'; return 'MODIFY'
if kind == 'not a name': TD['new'][1] = 'x'; return 'MODIFY'
if kind == 'no column': TD['new']['nosuch'] = 'x'; return 'MODIFY'
if kind == 'bad value': TD['new']['n'] = 'x'; return 'MODIFY'
if kind == 'raise': raise ValueError('refused %s' % TD['new']['name'])
TD['new']['name'] = (TD['new']['name'] or '') + '!'
TD['new']['n'] = None
TD['new']['price'] = 2.25
return 'MODIFY'
$$ LANGUAGE plpython3u;
CREATE TRIGGER t BEFORE INSERT OR UPDATE ON stock FOR EACH ROW EXECUTE FUNCTION answer('none');
INSERT INTO stock VALUES (1, 'none');
DROP TRIGGER t ON stock;
CREATE TRIGGER t BEFORE INSERT OR UPDATE ON stock FOR EACH ROW EXECUTE FUNCTION answer('ok');
INSERT INTO stock VALUES (2, 'ok');
DROP TRIGGER t ON stock;
CREATE TRIGGER t BEFORE INSERT OR UPDATE ON stock FOR EACH ROW EXECUTE FUNCTION answer('skip');
INSERT INTO stock VALUES (3, 'skip');
UPDATE stock SET name = 'changed';
DROP TRIGGER t ON stock;
CREATE TRIGGER t BEFORE INSERT ON stock FOR EACH ROW EXECUTE FUNCTION answer('lower');
INSERT INTO stock VALUES (3, 'lower');
DROP TRIGGER t ON stock;
CREATE TRIGGER t BEFORE INSERT ON stock FOR EACH ROW EXECUTE FUNCTION answer('unknown');
INSERT INTO stock VALUES (4, 'x');
DROP TRIGGER t ON stock;
CREATE TRIGGER t BEFORE INSERT ON stock FOR EACH ROW EXECUTE FUNCTION answer('number');
INSERT INTO stock VALUES (4, 'x');
DROP TRIGGER t ON stock;
CREATE TRIGGER t BEFORE INSERT ON stock FOR EACH ROW EXECUTE FUNCTION answer('deleted');
INSERT INTO stock VALUES (4, 'x');
DROP TRIGGER t ON stock;
CREATE TRIGGER t BEFORE INSERT ON stock FOR EACH ROW EXECUTE FUNCTION answer('not a dict');
INSERT INTO stock VALUES (4, 'x');
DROP TRIGGER t ON stock;
CREATE TRIGGER t BEFORE INSERT ON stock FOR EACH ROW EXECUTE FUNCTION answer('not a name');
INSERT INTO stock VALUES (4, 'x');
DROP TRIGGER t ON stock;
CREATE TRIGGER t BEFORE INSERT ON stock FOR EACH ROW EXECUTE FUNCTION answer('no column');
INSERT INTO stock VALUES (4, 'x');
DROP TRIGGER t ON stock;
CREATE TRIGGER t BEFORE INSERT ON stock FOR EACH ROW EXECUTE FUNCTION answer('bad value');
INSERT INTO stock VALUES (4, 'x');
DROP TRIGGER t ON stock;
CREATE TRIGGER t BEFORE INSERT ON stock FOR EACH ROW EXECUTE FUNCTION answer('raise');
INSERT INTO stock VALUES (4, 'x');
DROP TRIGGER t ON stock;
CREATE TRIGGER t BEFORE INSERT OR UPDATE ON stock FOR EACH ROW EXECUTE FUNCTION answer('modify');
INSERT INTO stock VALUES (5, 'five', 5, 5), (6, NULL, 6, 6);
UPDATE stock SET name = 'upd' WHERE id = 1;
SELECT * FROM stock ORDER BY id;
DROP TRIGGER t ON stock;
CREATE TRIGGER t BEFORE DELETE ON stock FOR EACH ROW EXECUTE FUNCTION answer('skip');
DELETE FROM stock;
DROP TRIGGER t ON stock;
CREATE FUNCTION audit() RETURNS trigger AS $$
plan = SD.setdefault('plan', plpy.prepare('INSERT INTO seen VALUES ($1)', ['text']))
plan.execute(['%s %s' % (TD['event'], (TD['new'] or TD['old'])['id'])])
$$ LANGUAGE plpython3u;
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON stock FOR EACH ROW EXECUTE FUNCTION audit();
INSERT INTO stock VALUES (10, 'ten');
UPDATE stock SET name = 'TEN' WHERE id = 10;
DELETE FROM stock WHERE id = 10;
SELECT * FROM seen;
SELECT tell();
