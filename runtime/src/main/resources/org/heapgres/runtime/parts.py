"""Module heapgres: a queue, a counter and a set that many change at a time without conflicts.

Each is an object with a record that never changes; what it holds are parts, records of their own.
"""

import sys as _sys3
import types as _types3


def _canon(key):
    """A text that keys have in common exactly when they are equal; None when there is no such text."""
    kind = type(key)
    if kind is str:
        return 's' + key
    if kind is int or kind is bool:
        return 'i%d' % key
    if key is None:
        return 'N'
    if kind is tuple:
        return _canon_all('(', key)
    if kind is frozenset:
        return _canon_all('{', key)
    if kind is bytes:
        return 'b' + key.hex()
    if isinstance(key, (int, str)) and not hasattr(kind, '__members__'):
        base = int if isinstance(key, int) else str
        plain = kind.__eq__ is base.__eq__ and kind.__hash__ is base.__hash__
        return _canon(base(key)) if plain else None
    if hasattr(kind, '__members__') and hasattr(key, 'name'):
        if isinstance(key, (int, str)):
            return _canon(key.value)
        return 'E%d,%s' % (_session.objects._class_id(kind, key)[0], key.name)
    canon = _CANON.get((kind.__module__, kind.__name__))
    return None if canon is None else canon(key)


def _canon_all(tag, keys):
    inner = [_canon(key) for key in keys]
    if None in inner:
        return None
    if tag == '{':
        inner.sort()
    return tag + ''.join(['%d:%s' % (len(text), text) for text in inner])


def _canon_number(key):
    if key != key:
        return None
    if key in (_INFINITY, -_INFINITY):
        return 'f%s' % ('+' if key > 0 else '-')
    over, under = key.as_integer_ratio()
    return 'i%d' % over if under == 1 else 'q%d/%d' % (over, under)


def _canon_moment(key):
    if key.tzinfo is None or key.utcoffset() is None:
        return 'T' + key.replace(tzinfo=None).isoformat()
    return 'Z%d' % ((key - _EPOCH_UTC) // _timedelta(microseconds=1))


_INFINITY = float('inf')
_CANON = {
    ('builtins', 'float'): _canon_number,
    ('decimal', 'Decimal'): _canon_number,
    ('uuid', 'UUID'): lambda key: 'u%s' % key,
    ('datetime', 'date'): lambda key: 'd' + key.isoformat(),
    ('datetime', 'datetime'): _canon_moment,
    ('datetime', 'timedelta'): lambda key: 'D%d,%d,%d' % (key.days, key.seconds, key.microseconds),
    ('datetime', 'time'): lambda key: 't' + key.isoformat() if key.tzinfo is None else None,
}


class _Parted:
    """What its parts hold; the object itself is known by its oid."""

    __slots__ = ('_oid',)

    def _begin(self):
        self._oid = _object_host.newOid()
        _session.objects._register(self._oid, self)
        _dirty.add(self._oid)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        raise TypeError("cannot copy '%s' object" % type(self).__name__)

    def __reduce_ex__(self, protocol):
        raise TypeError("cannot pickle '%s' object" % type(self).__name__)


class _Queue(_Parted):
    """A queue. Who pushes never waits; who pops takes the first message that nobody else is taking.

    A message is stored as it is when the snippet, or the next SQL statement in it, ends. What is
    popped is gone when the transaction commits, and is there again when it does not.
    """

    __slots__ = ('_pushed',)

    def __init__(self, messages=()):
        self._begin()
        self._pushed = []
        for message in messages:
            self.push(message)

    def push(self, message):
        """Adds a message at the end."""
        self._pushed.append(message)
        _session.objects.defer(self)

    def pop(self, wait=0, default=None):
        """Takes the first message. Without one: waits so many seconds for it, then returns default."""
        self._settle()
        tokens = _part_host.pop(self._oid, float(wait or 0))
        return default if tokens is None else _session.objects.detached(tokens)

    def clear(self):
        """Takes all messages that nobody else is taking."""
        self._settle()
        while _part_host.pop(self._oid, 0.0) is not None:
            pass

    def _settle(self):
        if self._pushed:
            _session.objects.flush()

    def write_deferred(self, objects):
        pushed, self._pushed = self._pushed, []
        for message in pushed:
            _part_host.push(self._oid, objects.detached_tokens(message))

    def forget_deferred(self):
        self._pushed = []

    def __iter__(self):
        """The messages, which stay where they are; each a copy."""
        self._settle()
        return _numbered_values(self._oid)

    def __len__(self):
        self._settle()
        return _part_host.length(self._oid)

    def __bool__(self):
        return len(self) > 0

    def __repr__(self):
        return 'Queue(%r)' % (list(self),)


def _numbered_values(oid):
    at = -1 << 63
    while True:
        found = _part_host.range(oid, at, (1 << 63) - 1, False, 100)
        for number, tokens in zip(found[::2], found[1::2]):
            at = number + 1
            yield _session.objects.detached(tokens)
        if len(found) < 200:
            return


class _CounterOfMany(_Parted):
    """An integer that many add to at a time. Who reads it in a transaction that writes something is
    in conflict with those who add to it meanwhile, as with any other value."""

    __slots__ = ()

    def __init__(self, value=0):
        self._begin()
        if value:
            self.add(value)

    def add(self, amount=1):
        if not isinstance(amount, int):
            raise TypeError('a Counter counts in integers, not %s' % type(amount).__name__)
        _part_host.add(self._oid, '%d' % amount)

    def __iadd__(self, amount):
        self.add(amount)
        return self

    def __isub__(self, amount):
        self.add(-amount)
        return self

    @property
    def value(self):
        return int(_part_host.total(self._oid))

    def __int__(self):
        return self.value

    __index__ = __int__

    def __bool__(self):
        return self.value != 0

    def __repr__(self):
        return 'Counter(%d)' % self.value


class _SetOfMany(_Parted):
    """A set that many add to and discard from at a time; who reads it sees it as of the snapshot."""

    __slots__ = ()

    def __init__(self, elements=()):
        self._begin()
        self.update(elements)

    @staticmethod
    def _name(element):
        name = _canon(element)
        if name is None:
            hash(element)
            raise TypeError('a Set takes values of built-in types, not %s' % type(element).__name__)
        return name

    def add(self, element):
        _part_host.settle(self._oid, self._name(element), _session.objects.detached_tokens(element))

    def update(self, elements):
        for element in elements:
            self.add(element)

    def discard(self, element):
        _part_host.settle(self._oid, self._name(element), None)

    def remove(self, element):
        if element not in self:
            raise KeyError(element)
        self.discard(element)

    def __contains__(self, element):
        return _part_host.has(self._oid, self._name(element))

    def __iter__(self):
        return _named_values(self._oid)

    def __len__(self):
        return sum(1 for _ in self)

    def __bool__(self):
        return any(True for _ in self)

    def __repr__(self):
        return 'Set(%r)' % (list(self),)


def _named_values(oid):
    names = _part_host.names(oid)
    while True:
        found = _part_host.next(names, 100)
        if not found:
            return
        for tokens in found:
            yield _session.objects.detached(tokens)


_heapgres = _types3.ModuleType('heapgres', __doc__)
for _class, _name in ((_Queue, 'Queue'), (_CounterOfMany, 'Counter'), (_SetOfMany, 'Set')):
    _class.__name__ = _class.__qualname__ = _name
    _class.__module__ = 'heapgres'
    _heapgres.__dict__[_name] = _class
    _PARTED['heapgres.' + _name] = _class
    _PARTED_NAMES[_class] = 'heapgres.' + _name
_sys3.modules['heapgres'] = _heapgres
