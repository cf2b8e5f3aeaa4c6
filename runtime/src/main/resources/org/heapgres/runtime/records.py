"""Records as tokens, which is how they cross to Java: Tokens.java has the same table."""

_PLAIN_SCALARS = frozenset((str, int, float, bool, type(None), bytes))


def _is_flat(items):
    """Whether an immutable container's identity is of no consequence: it holds plain values only."""
    for item in items:
        if type(item) not in _PLAIN_SCALARS:
            return False
    return True


_EMPTY = {'l': _List, 'm': _Dict, '{': _Set, 'q': _Deque}


def _decode_delta(text):
    days, _, micros = text.partition(',')
    return _dt2.timedelta(days=int(days), microseconds=int(micros))


def _decode_complex(text):
    real, _, imaginary = text.partition(',')
    return complex(float(real), float(imaginary))


_SCALARS = {
    '1': lambda _: True,
    '0': lambda _: False,
    'f': float,
    'S': lambda text: '\\'.join([part.replace('\\x', _SEP) for part in text.split('\\\\')]),
    'b': bytes.fromhex,
    'n': _Decimal,
    'u': _UUID,
    'd': _dt2.date.fromisoformat,
    't': _dt2.time.fromisoformat,
    'T': _dt2.datetime.fromisoformat,
    'D': _decode_delta,
    'c': _decode_complex,
}


class _Encoder:
    """Writes one record as tokens."""

    __slots__ = ('_objects', '_oid', 'out', 'plain', 'changes', '_visited', '_path')

    def __init__(self, objects, oid):
        self._objects = objects
        self._oid = oid
        self.out = []
        self.plain = False
        # what is to be written besides the record
        self.changes = None
        self._visited = set()
        self._path = []

    def top(self, value):
        """The object that the record is of."""
        kind = type(value)
        if kind in _CONTAINERS or _is_library(kind) or kind in _LAZY:
            if kind in _WITHOUT_BARRIER:
                self.plain = True
            self._path.append(value)
            if kind in _LAZY:
                self._spread(_state(value).changes(self))
                return
            spread = _spread_for(self._objects, self._oid, value, kind)
            if spread is not None:
                self._spread(spread.changes(self, value))
                return
            if self._oid in _spreads:
                self.changes = _spreads[self._oid].removal(self)
            self._content(value, kind)
        elif kind is bytearray:
            self.plain = True
            self.out.append(_scalar_encoder(kind)(value))
        elif kind in _PARTED_NAMES:
            self.out += ('L%s,1' % _PARTED_NAMES[kind], 'i%d' % value._oid, 'N')
        else:
            self._instance(value, kind)

    def _spread(self, changes):
        """The record of a container whose entries are elsewhere."""
        self.changes = changes
        self.out += changes.head()

    def _apart(self, head, values):
        """The tokens of values that do not follow those before."""
        before, self.out = self.out, head
        for value in values:
            self.value(value)
        made, self.out = _SEP.join(self.out), before
        return made

    def part(self, value):
        if type(value) is str and _SEP not in value:
            return 's' + value
        return self._apart([], (value,))

    def pair(self, key, shown):
        """A dict's entry, given its value's tokens."""
        return _SEP.join(('(2', self.part(key), shown))

    def chunk(self, items):
        return self._apart(['l%d' % len(items)], items)

    def value(self, value):
        kind = type(value)
        if kind is str:
            self.out.append('s' + value if _SEP not in value else
                            'S' + value.replace('\\', '\\\\').replace(_SEP, '\\x'))
        elif kind is int:
            self.out.append('i%d' % value)
        elif value is None:
            self.out.append('N')
        elif kind is bool:
            self.out.append('1' if value else '0')
        elif kind is float:
            self.out.append('f%r' % value)
        elif kind in _CONTAINERS or _is_library(kind):
            self._container(value, kind)
        elif kind in _PARTED_NAMES:
            self.out.append('r%d,0' % value._oid)
        elif kind is bytearray:
            oid = _oid_of.get(id(value))
            self.out.append(_scalar_encoder(kind)(value) if oid is None else 'r%d,0' % oid)
            self.plain = True
        else:
            encode = _scalar_encoder(kind)
            if encode is not None:
                self.out.append(encode(value))
            else:
                self._other(value, kind)

    def _container(self, value, kind):
        key = id(value)
        oid = _oid_of.get(key)
        path = self._path
        if oid is not None:
            if path and value is path[0] and (type(value) is tuple or type(value) is frozenset):
                # can only be made after what it holds: let the rest of the cycle be made before it
                inside = [c for c in path[1:] if id(c) not in _oid_of]
                for container in inside:
                    self._objects.promote(container, None)
                if inside:
                    raise _Again
            self.out.append('r%d,0' % oid)
            return
        for at, open_container in enumerate(path):
            if open_container is value:
                for inside in path[at:]:
                    if id(inside) not in _oid_of:
                        self._objects.promote(inside, None)
                raise _Again
        if key in self._visited:
            self._objects.promote(value, None)
            raise _Again
        owner = _owner.get(key)
        if (owner is not None and owner[0] != self._oid) or len(path) >= _INLINE_DEPTH \
                or len(value) > _INLINE_SIZE:
            oid = self._objects.promote(value, None if owner is None else owner[0])
            self.out.append('r%d,0' % oid)
            return
        if (kind is not tuple and kind is not frozenset) or not _is_flat(value):
            self._visited.add(key)
            if self._oid is not None:
                _owner[key] = (self._oid, value)
        if kind in _WITHOUT_BARRIER or _is_library(kind):
            self.plain = True
        path.append(value)
        self._content(value, kind)
        path.pop()

    def _content(self, value, kind):
        out, encode = self.out, self.value
        if kind in _DICTS:
            out.append('m%d' % len(value))
            for k, v in dict.items(value):
                encode(k)
                encode(v)
        elif kind in _LISTS:
            out.append('l%d' % len(value))
            for v in list.__iter__(value):
                encode(v)
        elif kind is tuple:
            out.append('(%d' % len(value))
            for v in value:
                encode(v)
        elif kind in _SETS or kind is frozenset:
            self._elements('z' if kind is frozenset else '{', value)
        elif kind in _DEQUES:
            if value.maxlen is not None:
                out.append('Lcollections.deque,1')
                out.append('i%d' % value.maxlen)
                self.plain = True
            out.append('q%d' % len(value))
            for v in value:
                encode(v)
        else:
            self._library(value, kind)

    def _elements(self, tag, value):
        """A set's elements in an order that depends on nothing but them."""
        encoded = sorted([self.part(v) for v in value])
        self.out.append('%s%d' % (tag, len(encoded)))
        self.out.extend(encoded)

    def _library(self, value, kind):
        name, base = _LIBRARY[kind]
        self.plain = True
        if kind is _defaultdict:
            factory = value.default_factory
            known = 'None' if factory is None else getattr(factory, '__name__', '')
            if _FACTORIES.get(known, _ABSENT) is not factory:
                raise _CannotPersist(value, 'a defaultdict whose factory is not a built-in type')
            self.out.append('L%s,1' % name)
            self.out.append('s' + known)
        else:
            self.out.append('L%s,0' % name)
        self._content(value, base)

    def _other(self, value, kind):
        if kind in _LAZY:
            self.out.append('r%d,0' % _oid_of[id(value)])
            return
        if kind in _ghosts:
            class_id = self._objects._class_id(_ghosts[kind], value)[0]
            self.out.append('r%d,%d' % (_oid_of[id(value)], class_id))
            return
        if kind is Range:
            self.out.append('Lheapgres.Range,0')
            self.value((value.lower, value.upper, value.bounds, value.empty))
            return
        if hasattr(kind, '__members__') and hasattr(value, 'name'):
            self.out.append('E%d,%s' % (self._objects._class_id(kind, value)[0], value.name))
            return
        if isinstance(value, (_Table, _Row, type, BaseException)) or callable(value) and not _is_instance(value, kind):
            raise _CannotPersist(value)
        base = _builtin_base(kind)
        class_id, version = self._objects._class_id(kind, value)
        if base in (tuple, str, bytes, int, float, frozenset):
            attributes = _attributes(value)
            self.out.append('I%d,%d,%d' % (class_id, version, len(attributes)))
            self.value(base(value))
            self._attribute_list(attributes)
            return
        self.out.append('r%d,%d' % (self._objects._new_oid(value), class_id))

    def _instance(self, value, kind):
        class_id, version = self._objects._class_id(kind, value)
        attributes = _attributes(value)
        self.out.append('I%d,%d,%d' % (class_id, version, len(attributes)))
        base = _builtin_base(kind)
        if base is None:
            self.out.append('N')
        else:
            self.plain = True
            self._content(base(value) if base is not dict else dict(dict.items(value)), base)
        self._attribute_list(attributes)
        _install_barrier(kind)

    def _attribute_list(self, attributes):
        for name, value in attributes:
            self.out.append('a' + name)
            self.value(value)


def _is_instance(value, kind):
    """Whether a callable is an instance of a class of the user's, rather than code."""
    return kind.__module__ == '__main__'


def _encode_delta(value):
    return 'D%d,%d' % (value.days, value.seconds * 1000000 + value.microseconds)


def _encode_time(tag):
    def encode(value):
        zone = value.tzinfo
        if zone is not None and not isinstance(zone, _dt2.timezone):
            raise _CannotPersist(value, 'a %s whose zone is not a fixed offset' % type(value).__name__)
        return tag + value.isoformat()
    return encode


_SCALAR_ENCODERS = {
    bytes: lambda v: 'b' + v.hex(),
    bytearray: lambda v: 'B' + v.hex(),
    _dt2.date: lambda v: 'd' + v.isoformat(),
    _dt2.time: _encode_time('t'),
    _dt2.datetime: _encode_time('T'),
    _dt2.timedelta: _encode_delta,
    complex: lambda v: 'c%r,%r' % (v.real, v.imag),
}


def _scalar_encoder(kind):
    """The encoder of a class whose module need not be loaded before its first value comes along."""
    known = _SCALAR_ENCODERS.get(kind)
    if known is None and (kind.__module__, kind.__name__) in _LATE_SCALARS:
        known = _SCALAR_ENCODERS[kind] = _LATE_SCALARS[kind.__module__, kind.__name__]
    return known


_LATE_SCALARS = {
    ('decimal', 'Decimal'): lambda v: 'n' + str(v),
    ('uuid', 'UUID'): lambda v: 'u' + str(v),
}
