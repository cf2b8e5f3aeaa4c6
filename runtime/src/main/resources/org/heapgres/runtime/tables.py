"""Tables as mappings from primary key to row, written through SQL's own path."""

import itertools as _itertools
from itertools import islice as _islice
from _collections_abc import Mapping as _Mapping, MutableMapping as _MutableMapping

_FIRST_BATCH = 16
_LAST_BATCH = 512

_PLAIN_KEYS = frozenset((int, str))

_concatenated = _itertools.chain.from_iterable


class _Layout:
    """What all rows of one version of a table share."""

    __slots__ = ('schema', 'name', 'columns', 'tags', 'width', 'converters', 'key', 'positions', 'mutable')


class _Reading:
    """Rows as they were read together, or a single one. The values of a column are here from when one
    is first asked for."""

    __slots__ = ('table', 'epoch', 'rows', 'single', 'columns')

    def __init__(self, table, epoch, rows, single):
        self.table, self.epoch, self.rows, self.single = table, epoch, rows, single
        self.columns = [None] * table._layout.width

    def read(self, position):
        """The values of a column, which cross now."""
        table, rows = self.table, self.rows
        column = self.columns[position] = (
            (table._value(rows, position),) if self.single else table._column(rows, position)[:])
        return column


class _Row:
    """A row, known by its place among those that it was read with. Columns are attributes and items;
    assigning to one is an UPDATE.

    Values are those of the moment: after other writes they are read again.
    """

    __slots__ = ('_reading', '_at')

    def __init__(self, reading, at):
        self._reading = reading
        self._at = at

    def __getitem__(self, name):
        position = self._layout.positions.get(name)
        if position is None:
            raise KeyError(name)
        return _column_value(self, position)

    def __setitem__(self, name, value):
        if name not in self._layout.positions:
            raise KeyError(name)
        self._set_column(self._layout.positions[name], value)

    def __getattr__(self, name):
        if not name.startswith('_'):
            related = _referencing(self, name)
            if related is not None:
                return related
        raise AttributeError("'%s' has no column '%s'" % (self._layout.name, name), name=name, obj=self)

    def _update(self, changes):
        layout = self._layout
        unknown = [n for n in changes if n not in layout.positions]
        if unknown:
            raise AttributeError("'%s' has no column '%s'" % (layout.name, unknown[0]))
        names = list(changes)
        values = [_to_sql(changes[n], layout.tags[layout.positions[n]]) for n in names]
        reading = _current(self)
        _stored(self, reading.table._update(reading.rows, self._at, names, values))

    def _set_column(self, position, value):
        reading = _current(self)
        crossing = value if type(value) in _NATIVE else _to_sql(value, self._layout.tags[position])
        _stored(self, reading.table._set(reading.rows, self._at, position, crossing))

    def update(self, *args, **changes):
        """Sets several columns in one UPDATE."""
        self._update(dict(*args, **changes))

    def keys(self):
        return list(self._layout.columns)

    def values(self):
        return [_column_value(self, i) for i in range(len(self._layout.columns))]

    def items(self):
        return list(zip(self._layout.columns, self.values()))

    def get(self, name, default=None):
        position = self._layout.positions.get(name)
        return default if position is None else _column_value(self, position)

    def __iter__(self):
        return iter(self._layout.columns)

    def __len__(self):
        return len(self._layout.columns)

    def __contains__(self, name):
        return name in self._layout.positions

    def __eq__(self, other):
        if not isinstance(other, _Row):
            return NotImplemented
        return self._layout.name == other._layout.name and _row_identity(self) == _row_identity(other)

    def __hash__(self):
        return hash(_row_identity(self))

    def __repr__(self):
        return '%s(%s)' % (self._layout.name, ', '.join(
            ['%s=%r' % (n, v) for n, v in zip(self._layout.columns, self.values())]))


_MutableMapping.register(_Row)


def _gone(row):
    return LookupError('the row of %s is gone' % row._layout.name)


def _row_identity(row):
    layout = row._layout
    if layout.key:
        return (layout.schema, layout.name) + tuple([_column_value(row, i) for i in layout.key])
    return (layout.schema, layout.name, row._reading.table._row_id(row._reading.rows, row._at))


def _found(table, rows):
    """The row of a table that is the only one of the host's."""
    return table._row(_Reading(table, _session.epoch, rows, True), 0)


def _current(row):
    """A row's reading, which is of after what has been written."""
    reading = row._reading
    if reading.epoch != _session.epoch:
        rows = reading.table._again(reading.rows, row._at)
        if rows is None:
            raise _gone(row)
        reading = _read_anew(row, rows)
    return reading


def _read_anew(row, rows):
    row._at = 0
    row._reading = reading = _Reading(row._reading.table, _session.epoch, rows, True)
    return reading


def _stored(row, rows):
    """The row was written."""
    _session.epoch += 1
    if rows is None:
        raise _gone(row)
    _read_anew(row, rows)
    _session.handed.pop(id(row), None)


def _raw_value(row, position):
    """A column's value as it has crossed."""
    reading = row._reading
    if reading.epoch != _session.epoch:
        reading = _current(row)
    column = reading.columns[position]
    if column is None:
        column = reading.read(position)
    return column[row._at]


def _column_value(row, position):
    value = _raw_value(row, position)
    convert = row._layout.converters[position]
    if value is None or convert is None:
        return value
    if position in row._layout.mutable:
        return _handed_out(row, position, convert, value)
    return convert(value)


def _handed_out(row, position, convert, value):
    """A json or array value: the same object each time, and looked at again at the end."""
    _, handed = _session.handed.setdefault(id(row), (row, {}))
    known = handed.get(position)
    if known is None or known[1] != value:
        known = handed[position] = (convert(value), value)
    return known[0]


def _write_handed_out():
    """Writes json and array values that were changed in place."""
    while _session.handed:
        _, (row, handed) = _session.handed.popitem()
        layout = row._layout
        changes = {}
        for position, (value, raw) in handed.items():
            before = layout.converters[position](raw)
            if value != before:
                changes[layout.columns[position]] = value
        if changes:
            row._update(changes)


def _plain_column(position):
    def get(self):
        # most often it is at hand
        reading = self._reading
        column = reading.columns[position]
        if column is None or reading.epoch != _session.epoch:
            return _raw_value(self, position)
        return column[self._at]
    return get


def _converted_column(position):
    def get(self):
        return _column_value(self, position)
    return get


def _setter(position):
    def set_column(self, value):
        self._set_column(position, value)
    return set_column


def _row_class(handle):
    """The class of a table's rows."""
    layout = _Layout()
    layout.schema, layout.name, columns, tags, key = handle.describe()
    layout.columns, layout.tags, layout.key = columns, tags, key = list(columns), list(tags), list(key)
    layout.width = len(columns)
    layout.converters = [_converter(t) for t in tags]
    layout.positions = {c: i for i, c in enumerate(columns)}
    layout.mutable = frozenset(i for i, t in enumerate(tags) if t == 'j' or t[:1] == 'A')
    members = {'__slots__': (), '_layout': layout}
    for i, column in enumerate(columns):
        if column not in _Row.__slots__:
            get = _plain_column(i) if layout.converters[i] is None else _converted_column(i)
            members[column] = property(get, _setter(i))
    made = type(layout.name, (_Row,), members)
    made.__module__ = layout.schema
    return made


class _Table:
    """A table: mapping from primary key to row, in key order. There is one for each version of a table,
    which sees the rows that the session that runs sees."""

    __slots__ = ('_handle', '_row', '_layout', '_find', '_again', '_value', '_column', '_json', '_row_id', '_update',
                 '_set', '_delete_row', '_scan_keys', '_scan_where', '_next', '_size', '_close')

    def __init__(self, handle):
        self._handle = handle
        self._row = row = _row_class(handle)
        self._layout = row._layout
        self._find, self._again, self._value, self._column, self._json = (
            handle.find, handle.again, handle.value, handle.column, handle.json)
        self._row_id, self._update, self._set, self._delete_row = (
            handle.rowId, handle.update, handle.set, handle.deleteRow)
        self._scan_keys, self._scan_where, self._next, self._size, self._close = (
            handle.scan, handle.where, handle.next, handle.size, handle.close)
        handle.keep(self)

    def _key_tag(self, index):
        layout = self._layout
        return layout.tags[layout.key[index]] if index < len(layout.key) else ''

    def _key(self, key):
        """A key as the host takes it."""
        if type(key) in (int, str):
            return key
        if isinstance(key, tuple):
            return [_to_sql(k, self._key_tag(i)) for i, k in enumerate(key)]
        return _to_sql(key, self._key_tag(0))

    def _bound(self, key):
        return None if key is None else self._key(key)

    def __getitem__(self, key):
        found = self._find(key if type(key) in _PLAIN_KEYS else self._key(key))
        if found is None:
            raise KeyError(key)
        return _found(self, found)

    def get(self, key, default=None):
        found = self._find(self._key(key))
        return default if found is None else _found(self, found)

    def __contains__(self, key):
        return self._handle.contains(self._key(key))

    def __len__(self):
        return self._handle.count()

    def __bool__(self):
        return next(self._rows(None, None, False, 1), None) is not None

    def __setitem__(self, key, row):
        """Inserts the row, or replaces the one with its key; missing columns get their defaults."""
        layout = self._layout
        if not layout.key:
            raise TypeError("'%s' has no primary key" % layout.name)
        parts = key if isinstance(key, tuple) else (key,)
        if len(parts) != len(layout.key):
            raise TypeError("the key of '%s' has %d columns" % (layout.name, len(layout.key)))
        values = dict(row)
        for position, part in zip(layout.key, parts):
            values[layout.columns[position]] = part
        old = self._find(self._key(key))
        if old is not None:
            self._delete_row(old, 0)
        self._insert(values)

    def insert(self, *args, **values):
        """Inserts a row and returns it; 23505 when its key is there."""
        return self._insert(dict(*args, **values))

    def _insert(self, values):
        layout = self._layout
        names = list(values)
        crossing = []
        for name in names:
            position = layout.positions.get(name)
            crossing.append(_to_sql(values[name], '' if position is None else layout.tags[position]))
        stored = self._handle.insert(names, crossing)
        _session.epoch += 1
        return _found(self, stored)

    def __delitem__(self, key):
        if not self._handle.delete(self._key(key)):
            raise KeyError(key)
        _session.epoch += 1

    def pop(self, key, *default):
        """Removes a row and returns its columns as a dict."""
        found = self._find(self._key(key))
        if found is None:
            if default:
                return default[0]
            raise KeyError(key)
        taken = dict(_Row.items(_found(self, found)))
        self._delete_row(found, 0)
        _session.epoch += 1
        return taken

    def popitem(self, last=False):
        """Removes the row with the lowest key (the highest: last=True): its key and columns."""
        row = next(self._rows(None, None, last, 1), None)
        if row is None:
            raise KeyError("'%s' is empty" % self._layout.name)
        key, taken = self._key_of(row), dict(_Row.items(row))
        self._delete_row(row._reading.rows, row._at)
        _session.epoch += 1
        return key, taken

    def setdefault(self, key, default):
        row = self.get(key)
        if row is None:
            self[key] = default
            row = self[key]
        return row

    def _rows(self, from_, to, reverse, limit):
        return self._rows_of(self._scan(from_, to, reverse), limit)

    def _rows_of(self, scan, limit):
        return _concatenated(map(self._rows_in, self._readings(scan, limit)))

    def _scan(self, from_, to, reverse):
        return self._scan_keys(self._bound(from_), self._bound(to), reverse)

    def _readings(self, scan, limit):
        """Readings, each of more rows than the one before up to a limit."""
        size = _FIRST_BATCH if limit is None else min(limit, _LAST_BATCH)
        left = limit
        try:
            while left is None or left > 0:
                rows = self._next(scan, size)
                count = self._size(rows)
                if count:
                    yield _Reading(self, _session.epoch, rows, False)
                if count < size:
                    break
                if left is not None:
                    left -= count
                    size = min(left, _LAST_BATCH)
                else:
                    size = min(size * 4, _LAST_BATCH)
        finally:
            self._close(scan)

    def _rows_in(self, reading):
        make = self._row
        return [make(reading, at) for at in range(self._size(reading.rows))]

    def _keys_in(self, reading):
        layout = self._layout
        if not layout.key:
            row_id, rows = self._row_id, reading.rows
            return [row_id(rows, at) for at in range(self._size(rows))]
        parts = [self._key_part(reading, i, layout.converters[i]) for i in layout.key]
        return parts[0] if len(parts) == 1 else zip(*parts)

    def _key_part(self, reading, position, convert):
        column = reading.read(position)
        return column if convert is None else map(convert, column)

    def _items_in(self, reading):
        return zip(self._keys_in(reading), self._rows_in(reading))

    def _key_of(self, row):
        layout = row._layout
        if not layout.key:
            return self._row_id(row._reading.rows, row._at)
        parts = [_column_value(row, i) for i in layout.key]
        return parts[0] if len(parts) == 1 else tuple(parts)

    def values(self, from_=None, to=None, reverse=False, limit=None):
        """The rows from one key to another, both included, in key order or the opposite."""
        return self._rows(from_, to, reverse, limit)

    def keys(self, from_=None, to=None, reverse=False, limit=None):
        return _concatenated(map(self._keys_in, self._readings(self._scan(from_, to, reverse), limit)))

    def items(self, from_=None, to=None, reverse=False, limit=None):
        return _concatenated(map(self._items_in, self._readings(self._scan(from_, to, reverse), limit)))

    def __iter__(self):
        return self.keys()

    def __reversed__(self):
        return self.keys(reverse=True)

    def where(self, **conditions):
        """The rows whose columns have these values; uses an index on the first where there is one."""
        layout = self._layout
        for name in conditions:
            if name not in layout.positions:
                raise TypeError("'%s' has no column '%s'" % (layout.name, name))
        if not conditions:
            return self._rows(None, None, False, None)
        first, value = next(iter(conditions.items()))
        crossing = _to_sql(value, layout.tags[layout.positions[first]])
        rows = self._rows_of(self._scan_where(first, crossing), None)
        rest = list(conditions.items())[1:]
        if not rest:
            return rows
        return (row for row in rows if all(row[n] == v for n, v in rest))

    def clear(self):
        raise TypeError("use sql('truncate ...') to empty a table")

    def __repr__(self):
        return '<table %s.%s>' % (self._layout.schema, self._layout.name)


_Mapping.register(_Table)


def _table(found):
    """The table of what the host found: that it had before, or a handle."""
    return found if type(found) is _Table else _Table(found)


def _referencing(row, name):
    """The rows of the table of that name whose foreign key points at the row, lazily; None without
    such a key."""
    found = row._reading.table._handle.referencing(name)
    if found is None:
        return None
    there, columns, positions = found
    return _table(there).where(**{c: _column_value(row, p) for c, p in zip(columns, positions)})
