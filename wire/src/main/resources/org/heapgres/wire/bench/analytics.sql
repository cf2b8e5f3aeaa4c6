-- The queries of "heapgres bench", between lines of dashes, each below a line with its name.
-- pricing summary
SELECT flag, mode, sum(quantity), sum(price), sum(price * (1 - discount)), sum(price * (1 - discount) * (1 + tax)), avg(quantity), avg(discount), count(*) FROM lines WHERE shipped <= date '2025-06-01' GROUP BY flag, mode ORDER BY flag, mode
--
-- unshipped orders
SELECT l.order_id, sum(l.price * (1 - l.discount)) AS revenue, o.placed FROM customers c, orders o, lines l WHERE c.segment = 'BUILDING' AND c.id = o.customer AND l.order_id = o.id AND o.placed < date '2022-03-15' AND l.shipped > date '2022-03-15' GROUP BY l.order_id, o.placed ORDER BY revenue DESC, l.order_id LIMIT 10
--
-- late orders by priority
SELECT priority, count(*) FROM orders o WHERE placed >= date '2021-07-01' AND placed < date '2021-10-01' AND EXISTS (SELECT FROM lines l WHERE l.order_id = o.id AND l.received > l.shipped + 20) GROUP BY priority ORDER BY priority
--
-- revenue of discounts
SELECT sum(price * discount) FROM lines WHERE shipped >= date '2021-01-01' AND shipped < date '2022-01-01' AND discount BETWEEN 0.05 AND 0.07 AND quantity < 24
--
-- revenue by nation and year
SELECT c.nation, extract(year FROM o.placed) AS year, sum(l.price * (1 - l.discount)) FROM customers c JOIN orders o ON o.customer = c.id JOIN lines l ON l.order_id = o.id GROUP BY c.nation, extract(year FROM o.placed) ORDER BY c.nation, year
--
-- shipping modes
SELECT l.mode, sum(CASE WHEN o.priority IN ('1-URGENT', '2-HIGH') THEN 1 ELSE 0 END), sum(CASE WHEN o.priority NOT IN ('1-URGENT', '2-HIGH') THEN 1 ELSE 0 END) FROM orders o, lines l WHERE o.id = l.order_id AND l.mode IN ('MAIL', 'SHIP') AND l.shipped < l.received AND l.received >= date '2021-01-01' AND l.received < date '2022-01-01' GROUP BY l.mode ORDER BY l.mode
--
-- orders of each customer
SELECT n, count(*) FROM (SELECT c.id, count(o.id) AS n FROM customers c LEFT JOIN orders o ON c.id = o.customer AND o.priority <> '5-LOW' GROUP BY c.id) AS counts GROUP BY n ORDER BY count(*) DESC, n DESC
--
-- promoted parts
SELECT round(100.00 * sum(CASE WHEN p.kind LIKE 'PROMO%' THEN l.price * (1 - l.discount) ELSE 0 END) / sum(l.price * (1 - l.discount)), 6) FROM lines l, parts p WHERE l.part = p.id AND l.shipped >= date '2021-09-01' AND l.shipped < date '2021-10-01'
--
-- small quantities
SELECT round(sum(l.price) / 7.0, 4) FROM lines l, parts p WHERE p.id = l.part AND p.brand = 'Brand#23' AND l.quantity < (SELECT 0.5 * avg(quantity) FROM lines i WHERE i.part = p.id)
--
-- large orders
SELECT c.name, o.id, o.placed, sum(l.quantity) FROM customers c, orders o, lines l WHERE o.id IN (SELECT order_id FROM lines GROUP BY order_id HAVING sum(quantity) > 150) AND c.id = o.customer AND o.id = l.order_id GROUP BY c.name, o.id, o.placed ORDER BY sum(l.quantity) DESC, o.id LIMIT 100
--
-- customers without orders
SELECT nation, count(*), sum(balance) FROM customers c WHERE balance > (SELECT avg(balance) FROM customers WHERE balance > 0) AND NOT EXISTS (SELECT FROM orders o WHERE o.customer = c.id AND o.placed > date '2024-01-01') GROUP BY nation ORDER BY nation
--
-- rank of parts
SELECT brand, kind, sold, rank FROM (SELECT p.brand, p.kind, sum(l.quantity) AS sold, rank() OVER (PARTITION BY p.brand ORDER BY sum(l.quantity) DESC, p.kind) AS rank FROM parts p JOIN lines l ON l.part = p.id GROUP BY p.brand, p.kind) AS ranked WHERE rank <= 3 ORDER BY brand, rank
