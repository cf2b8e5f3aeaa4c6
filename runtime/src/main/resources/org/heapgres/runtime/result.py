"""A snippet's result as JSON, as to_jsonb would write the SQL values."""

from _json import encode_basestring as _quote_json


def _json_text(value, depth=1 << 30):
    out = []
    _write_json(value, out.append, 0, depth, set())
    return ''.join(out)


def _write_json(value, put, level, depth, path):
    kind = type(value)
    if kind is str:
        put(_quote_json(value))
    elif value is None:
        put('null')
    elif value is True:
        put('true')
    elif value is False:
        put('false')
    elif kind is int:
        put(str(value))
    elif kind is float:
        put(_float_json(value))
    else:
        write = _json_writer(kind)
        if write is not None:
            write(value, put)
        else:
            _write_object(value, kind, put, level, depth, path)


def _write_object(value, kind, put, level, depth, path):
    oid = _oid_of.get(id(value))
    if id(value) in path or (oid is not None and level >= depth):
        if oid is None:
            raise ValueError('Circular reference detected')
        put('{"$ref": %d}' % oid)
        return
    path.add(id(value))
    if isinstance(value, dict):
        _write_members(value.items(), put, level, depth, path)
    elif isinstance(value, _Row):
        _write_members(_row_members(value), put, level, depth, path)
    elif isinstance(value, _Table):
        _write_members(value.items(), put, level, depth, path)
    elif isinstance(value, (list, tuple, set, frozenset, _deque, range)):
        _write_items(value, put, level, depth, path)
    elif isinstance(value, (str, int, float)) and not hasattr(kind, '__members__'):
        base = str if isinstance(value, str) else int if isinstance(value, int) else float
        _write_json(base(value), put, level, depth, path)
    elif hasattr(kind, '__members__') and hasattr(value, 'name'):
        put(_quote_json(value.name))
    elif isinstance(value, BaseException):
        put(_quote_json(_message_of(value)))
    elif isinstance(value, type) or _is_code(value):
        raise TypeError('cannot show %s as JSON' % _kind_name(value))
    elif hasattr(value, '__next__') or hasattr(kind, '__iter__') and not _has_state(value):
        _write_items(list(value), put, level, depth, path)
    elif kind in _ghosts or _has_state(value):
        if _is_ghost(value):
            _fault(value)
        _write_members(_attributes(value), put, level, depth, path)
    else:
        put(_quote_json(str(value)))
    path.discard(id(value))


def _row_members(row):
    return [(name, _column_value(row, i)) for i, name in enumerate(row._layout.columns)]


def _is_code(value):
    return callable(value) and not _has_state(value) or type(value).__name__ in (
        'module', 'function', 'method', 'builtin_function_or_method')


def _has_state(value):
    return hasattr(value, '__dict__') or bool(_slot_names(type(value)))


def _write_members(members, put, level, depth, path):
    put('{')
    separator = ''
    for key, value in members:
        put(separator)
        put(_quote_json(key if type(key) is str else _key_text(key)))
        put(': ')
        _write_json(value, put, level + 1, depth, path)
        separator = ', '
    put('}')


def _write_items(items, put, level, depth, path):
    put('[')
    separator = ''
    for value in items:
        put(separator)
        _write_json(value, put, level + 1, depth, path)
        separator = ', '
    put(']')


def _key_text(key):
    """A dict's key as the name of a JSON object's member."""
    text = _json_text(key)
    return _from_json(text) if text[:1] == '"' else text


def _float_json(value):
    if value != value:
        return '"NaN"'
    if value in (float('inf'), float('-inf')):
        return '"Infinity"' if value > 0 else '"-Infinity"'
    return repr(value)


def _fraction(iso):
    """PostgreSQL leaves out the zeros at the end of a fraction."""
    dot = iso.find('.')
    if dot < 0:
        return iso
    end = dot + 7
    digits = iso[dot:end].rstrip('0')
    return iso[:dot] + ('' if digits == '.' else digits) + iso[end:]


def _write_moment(value, put):
    if value.tzinfo is None:
        put('"%s"' % _fraction(value.isoformat()))
    else:
        micros = (value - _EPOCH_UTC) // _timedelta(microseconds=1)
        text = _host.timestamptz(micros).replace(' ', 'T', 1)
        if len(text) > 3 and text[-3] in '+-':
            text += ':00'
        put('"%s"' % text)


def _write_delta(value, put):
    seconds, micros = value.seconds, value.microseconds
    parts = []
    if value.days:
        parts.append('%d day%s' % (value.days, '' if value.days == 1 else 's'))
    if seconds or micros or not parts:
        text = '%02d:%02d:%02d' % (seconds // 3600, seconds // 60 % 60, seconds % 60)
        if micros:
            text += ('.%06d' % micros).rstrip('0')
        parts.append(('+' if value.days < 0 else '') + text)
    put('"%s"' % ' '.join(parts))


def _write_bytes(value, put):
    put('"\\\\x%s"' % bytes(value).hex())


def _write_decimal(value, put):
    put(format(value, 'f') if value.is_finite() else
        '"NaN"' if value.is_nan() else '"Infinity"' if value > 0 else '"-Infinity"')


_JSON_WRITERS = {
    _date: lambda value, put: put('"%s"' % value.isoformat()),
    _time: lambda value, put: put('"%s"' % _fraction(value.isoformat())),
    _datetime: _write_moment,
    _timedelta: _write_delta,
    bytes: _write_bytes,
    bytearray: _write_bytes,
    memoryview: _write_bytes,
    complex: lambda value, put: put('"%s"' % value),
    Range: lambda value, put: put(_quote_json(str(value))),
}


for _class in _PARTED_NAMES:
    _JSON_WRITERS[_class] = lambda value, put: _write_items(value, put, 0, 1 << 30, set())
_JSON_WRITERS[_CounterOfMany] = lambda value, put: put('%d' % value.value)


def _json_writer(kind):
    """The writer of a class whose module need not be loaded before its first value comes along."""
    known = _JSON_WRITERS.get(kind)
    if known is None and (kind.__module__, kind.__name__) in _LATE_JSON_WRITERS:
        known = _JSON_WRITERS[kind] = _LATE_JSON_WRITERS[kind.__module__, kind.__name__]
    return known


_LATE_JSON_WRITERS = {
    ('decimal', 'Decimal'): _write_decimal,
    ('uuid', 'UUID'): lambda value, put: put('"%s"' % value),
}
