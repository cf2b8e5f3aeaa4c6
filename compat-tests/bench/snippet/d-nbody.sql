DO $py$
@include common/d-nbody.py
$py$
