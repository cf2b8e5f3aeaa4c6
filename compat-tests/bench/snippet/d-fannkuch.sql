DO $py$
@include common/d-fannkuch.py
$py$
