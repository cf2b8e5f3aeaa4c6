-- What a server with PL/Python runs where Heapgres runs a snippet. Plans are kept, as one writes it there.
CREATE EXTENSION IF NOT EXISTS plpython3u
--
CREATE FUNCTION item(k int) RETURNS jsonb LANGUAGE plpython3u AS $$
import json
if 'plan' not in SD:
    SD['plan'] = plpy.prepare('SELECT id, name, quantity, price, next FROM items WHERE id = $1', ['int'])
return json.dumps(dict(plpy.execute(SD['plan'], [k])[0]))
$$
--
CREATE FUNCTION take(k int) RETURNS int LANGUAGE plpython3u AS $$
if 'plan' not in SD:
    SD['plan'] = plpy.prepare('UPDATE items SET quantity = quantity + 1 WHERE id = $1 RETURNING quantity', ['int'])
return plpy.execute(SD['plan'], [k])[0]['quantity']
$$
--
CREATE FUNCTION chain(k int) RETURNS int LANGUAGE plpython3u AS $$
if 'plan' not in SD:
    SD['plan'] = plpy.prepare('SELECT next FROM items WHERE id = $1', ['int'])
at = k
for _ in range(100):
    at = plpy.execute(SD['plan'], [at])[0]['next']
return at
$$
--
CREATE FUNCTION worth() RETURNS float8 LANGUAGE plpython3u AS $$
return sum(r['quantity'] * r['price'] for r in plpy.cursor('SELECT quantity, price FROM items') if r['quantity'] % 2 == 0)
$$
