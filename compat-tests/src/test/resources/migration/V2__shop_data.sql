SET search_path = shop, public;

INSERT INTO country VALUES ('DE', 'Germany', 19), ('FR', 'France', 20), ('US', 'United States', DEFAULT);
INSERT INTO customer (email, full_name, country, created_at)
SELECT 'user' || g || '@example.org', 'User ' || g, (ARRAY['DE', 'FR', 'US'])[1 + g % 3], timestamptz '2026-01-01 00:00:00+00' + g * interval '1 hour'
FROM generate_series(1, 60) g;
INSERT INTO address (customer_id, street, city) SELECT id, id || ' Main St', 'City ' || id % 7 FROM customer;
INSERT INTO category (slug, title) VALUES ('all', 'All'), ('books', 'Books'), ('tools', 'Tools');
UPDATE category SET parent_id = 1 WHERE slug <> 'all';
INSERT INTO supplier (name, country) VALUES ('Acme', 'US'), ('Müller & Söhne', 'DE');
INSERT INTO product (sku, supplier_id, title, price, tags, attributes, released)
SELECT 'SKU-' || lpad(g::text, 4, '0'), 1 + g % 2, 'Product ' || g, round((g * 1.37)::numeric, 2),
       CASE WHEN g % 5 = 0 THEN ARRAY['sale', 'new'] ELSE '{}' END,
       jsonb_build_object('color', CASE g % 2 WHEN 0 THEN 'red' ELSE 'blue' END, 'size', g),
       date '2025-01-01' + g
FROM generate_series(1, 100) g;
INSERT INTO product_category SELECT sku, CASE WHEN price < 50 THEN 2 ELSE 3 END FROM product;
INSERT INTO warehouse (id, name, country) VALUES (1, 'North', 'DE'), (2, 'South', 'FR');
INSERT INTO stock SELECT w.id, p.sku, 10 FROM warehouse w CROSS JOIN product p;
INSERT INTO coupon (code, percent) VALUES ('WELCOME', 10), ('SUMMER', 12.5);
INSERT INTO orders (customer_id, coupon, placed_at)
SELECT 1 + g % 60, CASE WHEN g % 10 = 0 THEN 'WELCOME' END, timestamptz '2026-02-01 12:00:00+01' + g * interval '7 minutes'
FROM generate_series(1, 200) g;
INSERT INTO order_line (order_number, line, sku, quantity, unit_price)
SELECT o.number, l, p.sku, 1 + (o.number % 3)::int, p.price
FROM orders o
CROSS JOIN generate_series(1, 3) l
JOIN product p ON p.sku = 'SKU-' || lpad((1 + (o.number * 7 + l * 13) % 100)::text, 4, '0');
INSERT INTO payment (order_number, amount, method) SELECT number, 0, 'card' FROM orders WHERE number % 2 = 0;
UPDATE orders SET status = 'paid' FROM payment WHERE payment.order_number = orders.number;
INSERT INTO shipment (order_number, warehouse_id, shipped_on) SELECT number, 1 + number % 2, '2026-03-01' FROM orders WHERE status = 'paid' AND number % 4 = 0;
UPDATE orders SET status = 'shipped' WHERE number IN (SELECT order_number FROM shipment);
INSERT INTO review (customer_id, sku, stars, body) SELECT id, 'SKU-0001', 1 + id % 5, NULL FROM customer WHERE id <= 10;
INSERT INTO app_setting (key, value) VALUES ('currency', 'EUR'), ('theme', 'dark')
ON CONFLICT (key) DO UPDATE SET value = excluded.value;
INSERT INTO audit_log (action, details) VALUES ('migrated', '{"step": 2}');
