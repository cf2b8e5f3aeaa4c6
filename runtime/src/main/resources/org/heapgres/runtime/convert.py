"""SQL values to and from Python ones, by the tags of PythonValues.java.

Rarely used modules are imported when their first value comes along.
"""

import datetime as _dt

_date, _time, _datetime, _timedelta, _timezone = (
    _dt.date, _dt.time, _dt.datetime, _dt.timedelta, _dt.timezone)

_EPOCH_ORDINAL = _date(2000, 1, 1).toordinal()
_EPOCH = _datetime(2000, 1, 1)
_EPOCH_UTC = _datetime(2000, 1, 1, tzinfo=_timezone.utc)
_MIDNIGHT = _datetime(1, 1, 1)

_decimal_class = None
_uuid_class = None
_loads = None


def _Decimal(text):
    global _decimal_class
    if _decimal_class is None:
        from decimal import Decimal
        _decimal_class = Decimal
    return _decimal_class(text)


def _UUID(text):
    global _uuid_class
    if _uuid_class is None:
        from uuid import UUID
        _uuid_class = UUID
    return _uuid_class(text)


def _from_json(text):
    global _loads
    if _loads is None:
        from json import loads
        _loads = loads
    return _loads(text)


def _to_date(days):
    return days if type(days) is str else _date.fromordinal(_EPOCH_ORDINAL + days)


def _to_time(micros):
    return (_MIDNIGHT + _timedelta(microseconds=micros)).time()


def _to_timestamp(micros):
    return micros if type(micros) is str else _EPOCH + _timedelta(microseconds=micros)


def _to_timestamptz(micros):
    return micros if type(micros) is str else _EPOCH_UTC + _timedelta(microseconds=micros)


def _to_timetz(text):
    return _time.fromisoformat(text)


def _to_interval(micros):
    return micros if type(micros) is str else _timedelta(microseconds=micros)


def _to_bytes(text):
    return text.encode('latin-1')


class _Record(dict):
    """A composite value, or a row of a query's result: fields as items and as attributes."""

    __slots__ = ()

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError("no column '%s'" % name, name=name, obj=self) from None


# as in PL/Python, where it is one
_Record.__name__ = _Record.__qualname__ = 'dict'
_Record.__module__ = 'builtins'


class Range:
    """A range of SQL: values between two bounds, None for none on that side."""

    __slots__ = ('lower', 'upper', 'bounds', 'empty')

    def __init__(self, lower=None, upper=None, bounds='[)', empty=False):
        if bounds not in ('[)', '[]', '(]', '()'):
            raise ValueError('bounds are one of [) [] (] ()')
        for name, value in zip(self.__slots__, (None, None, '[)', True) if empty else (lower, upper, bounds, False)):
            object.__setattr__(self, name, value)

    def __setattr__(self, name, value):
        raise AttributeError('a Range cannot be changed')

    def __delattr__(self, name):
        raise AttributeError('a Range cannot be changed')

    def __contains__(self, value):
        if self.empty:
            return False
        if self.lower is not None and (value < self.lower or value == self.lower and self.bounds[0] == '('):
            return False
        return self.upper is None or value < self.upper or value == self.upper and self.bounds[1] == ']'

    def _key(self):
        return (self.empty, self.lower, self.upper, self.bounds)

    def __eq__(self, other):
        return self._key() == other._key() if isinstance(other, Range) else NotImplemented

    def __hash__(self):
        return hash(self._key())

    def __bool__(self):
        return not self.empty

    def __reduce__(self):
        return Range, (self.lower, self.upper, self.bounds, self.empty)

    def __repr__(self):
        return 'Range(empty=True)' if self.empty else 'Range(%r, %r, %r)' % (self.lower, self.upper, self.bounds)

    def __str__(self):
        """As SQL reads it."""
        if self.empty:
            return 'empty'
        return self.bounds[0] + _bound_text(self.lower) + ',' + _bound_text(self.upper) + self.bounds[1]


Range.__module__ = 'heapgres'


def _bound_text(value):
    """As SQL writes a bound: in quotes where it needs them."""
    if value is None:
        return ''
    text = value.isoformat(' ') if isinstance(value, _datetime) else str(_to_sql(value))
    if text and not _QUOTED_IN_RANGES.intersection(text):
        return text
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


_QUOTED_IN_RANGES = frozenset('()[],"\\ \t\n')


def _range_converter(bound):
    def convert(crossed):
        if len(crossed) == 0:
            return Range(empty=True)
        lower, upper, bounds = crossed
        return Range(_inward(lower, bound), _inward(upper, bound), bounds)
    return convert


def _to_record(crossed):
    names, tags, values = crossed
    return _Record([(name, _to_python(value, tag)) for name, tag, value in zip(names, tags, values)])


_CONVERTERS = {
    '': None, 's': None, 'n': _Decimal, 'd': _to_date, 't': _to_time, 'z': _to_timetz,
    'T': _to_timestamp, 'Z': _to_timestamptz, 'i': _to_interval, 'u': _UUID, 'b': _to_bytes,
    'j': _from_json, 'C': _to_record,
}


def _array_converter(element, nested=True):
    def convert(items):
        if element is None:
            return [convert(x) if _is_array(x) else x for x in items]
        return [None if x is None else convert(x) if nested and _is_array(x) else element(x) for x in items]
    return convert


def _is_array(value):
    return isinstance(value, list)


def _converter(tag):
    """What makes the Python value from what crossed; None where that is it already."""
    known = _CONVERTERS.get(tag, _CONVERTERS)
    if known is _CONVERTERS:
        known = _CONVERTERS[tag] = (
            _to_record if tag[0] == 'C' else _range_converter(_converter(tag[1:])) if tag[0] == 'R' else _array_converter(_converter(tag[1:]), tag[1:2] not in ('C', 'R')))
    return known


def _inward(value, convert):
    """The Python value of what crossed; a null that crossed is like None, but not None itself."""
    return None if value is None else value if convert is None else convert(value)


def _to_python(value, tag):
    return _inward(value, _converter(tag))


def _array_text(items, tag=''):
    """An array literal as array_in reads it; the tag is the elements'."""
    return '{' + ','.join([_element_text(x, tag) for x in items]) + '}'


def _element_text(value, tag=''):
    if value is None:
        return 'NULL'
    if isinstance(value, (list, tuple)) and tag[:1] != 'C':
        return _array_text(value, tag)
    text = _to_sql(value, tag)
    text = ('t' if text else 'f') if text is True or text is False else str(text)
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def _delta_text(delta):
    return '%d days %d.%06d seconds' % (delta.days, delta.seconds, delta.microseconds)


def _row_text(items):
    return '(' + ','.join(['' if x is None else _element_text(x, tag) for x, tag in items]) + ')'


_FIELDS = {}


def _fields(tag):
    """Names and tags of a composite type's fields."""
    known = _FIELDS.get(tag)
    if known is None:
        known = _FIELDS[tag] = _from_json(tag[1:] or '[]')
    return known


def _record_text(value, tag):
    """A record literal of a mapping, by the fields' names, or of a sequence, by their places."""
    fields = _fields(tag)
    if isinstance(value, dict):
        if not fields:
            return _row_text([(x, '') for x in value.values()])
        for name, _ in fields:
            if name not in value:
                raise KeyError('key "%s" not found in mapping' % name)
        return _row_text([(value[name], inner) for name, inner in fields])
    tags = [inner for _, inner in fields] if len(fields) == len(value) else [''] * len(value)
    return _row_text(list(zip(value, tags)))


_NATIVE = frozenset((int, float, str, bool, type(None)))


def _to_sql(value, tag=''):
    """What crosses to the host for a column with that tag: a native value, or text for input."""
    kind = type(value)
    if tag[:1] == 'C' and isinstance(value, (dict, list, tuple)):
        return _record_text(value, tag)
    if tag == 'j':
        return None if value is None else _json_text(value)
    if kind in _NATIVE:
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return '\\x' + bytes(value).hex()
    if isinstance(value, (_date, _time)):
        return value.isoformat()
    if isinstance(value, _timedelta):
        return _delta_text(value)
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        if tag[:1] == 'A' or tag == '':
            return _array_text(value, tag[1:])
        return _row_text([(x, '') for x in value])
    if isinstance(value, dict):
        return _json_text(value)
    if hasattr(value, 'value') and hasattr(value, 'name') and hasattr(type(value), '__members__'):
        return _to_sql(value.value, tag)
    return str(value)
