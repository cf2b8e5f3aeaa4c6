SET search_path = shop, public;

-- Loyalty levels, and the rule that gave them, kept for the application.
DO $py$
class Loyalty:
    def __init__(self):
        self.steps = [('gold', 4), ('silver', 3)]
        self.counts = {}

    def level(self, orders_placed):
        for name, least in self.steps:
            if orders_placed >= least:
                return name
        return 'bronze'

rule = Loyalty()
placed = {}
for o in orders.values():
    placed[o.customer_id] = placed.get(o.customer_id, 0) + 1
for id, customer_row in customer.items():
    level = rule.level(placed.get(id, 0))
    customer_row.level = level
    customer_row.settings = {'orders': placed.get(id, 0), 'level': level}
    rule.counts[level] = rule.counts.get(level, 0) + 1
heap.loyalty = rule
$py$;

ALTER TABLE customer ADD CONSTRAINT customer_level_check CHECK (level IN ('new', 'bronze', 'silver', 'gold'));
ALTER TABLE product ADD COLUMN discontinued boolean NOT NULL DEFAULT false;
CREATE INDEX customer_level_idx ON customer (level);
COMMENT ON TABLE customer IS 'who buys';
