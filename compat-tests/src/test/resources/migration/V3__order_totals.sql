SET search_path = shop, public;

-- Totals with the coupon taken off; in Python because the rounding rule is the billing code's.
DO $py$
from decimal import Decimal, ROUND_HALF_EVEN

cent = Decimal('0.01')
totals = {}
for line in order_line.values():
    totals[line.order_number] = totals.get(line.order_number, 0) + line.quantity * line.unit_price
for number, total in totals.items():
    order = orders[number]
    if order.coupon is not None:
        total -= total * Decimal(str(coupon[order.coupon].percent)) / 100
    order.total = total.quantize(cent, rounding=ROUND_HALF_EVEN)
for p in payment.values():
    p.amount = orders[p.order_number].total
print(f'{len(totals)} totals')
$py$;
