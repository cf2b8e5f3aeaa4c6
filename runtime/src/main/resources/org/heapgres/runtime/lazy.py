"""Lists, deques, dicts and sets that load what they are asked for, of what spread.py has stored."""

import _collections_abc as _abc


# ---- lists and deques


class _Sequence:
    """What a lazy list and a lazy deque have in common."""

    __slots__ = ()

    def __len__(self):
        return _state(self).count

    def _number(self, index):
        """The number of an entry, from its index."""
        state = _state(self)
        at = index.__index__()
        if at < 0:
            at += state.count
        if not 0 <= at < state.count:
            raise IndexError('%s index out of range' % state.name)
        return state.first + at

    def __getitem__(self, index):
        if isinstance(index, slice):
            return _whole(self)[index]
        number = self._number(index)
        chunk = _state(self).chunk(number // _CHUNK)
        return chunk.items[number - chunk.start]

    def __setitem__(self, index, value):
        if isinstance(index, slice):
            _whole(self)[index] = value
            return
        number = self._number(index)
        chunk = _state(self).changing(number // _CHUNK)
        chunk.items[number - chunk.start] = value

    def append(self, value):
        state = _state(self)
        chunk = state.changing(state.next // _CHUNK)
        chunk.items.append(value)
        state.next += 1
        state.count += 1

    def _append_first(self, value):
        state = _state(self)
        state.first -= 1
        state.count += 1
        chunk = state.changing(state.first // _CHUNK)
        chunk.items.insert(0, value)
        chunk.start = state.first

    def extend(self, values):
        for value in list(values) if values is self else values:
            self.append(value)

    def __iadd__(self, values):
        self.extend(values)
        return self

    def _pop_last(self):
        state = _state(self)
        if not state.count:
            raise IndexError(state.empty)
        state.next -= 1
        state.count -= 1
        return state.changing(state.next // _CHUNK).items.pop()

    def _pop_first(self):
        state = _state(self)
        if not state.count:
            raise IndexError(state.empty)
        chunk = state.changing(state.first // _CHUNK)
        state.first += 1
        state.count -= 1
        chunk.start += 1
        return chunk.items.pop(0)

    def __contains__(self, value):
        return any(value is each or value == each for each in self)


class _LazyList(_Sequence, _List):
    __slots__ = ()

    def __iter__(self):
        at = 0
        while at < len(self):
            yield self[at]
            at += 1

    def __reversed__(self):
        at = len(self) - 1
        while 0 <= at < len(self):
            yield self[at]
            at -= 1

    def pop(self, index=-1):
        at = index.__index__()
        if at == -1 or at == len(self) - 1:
            return self._pop_last()
        if at == 0:
            return self._pop_first()
        return _whole(self).pop(at)

    def __delitem__(self, index):
        if isinstance(index, slice):
            del _whole(self)[index]
        else:
            self._number(index)
            self.pop(index)

    def insert(self, index, value):
        if index.__index__() == 0 and len(self):
            self._append_first(value)
        elif index.__index__() >= len(self):
            self.append(value)
        else:
            _whole(self).insert(index, value)

    def __radd__(self, other):
        return other + _whole(self)


class _LazyDeque(_Sequence, _Deque):
    __slots__ = ()

    def __iter__(self):
        count = len(self)
        for at in range(count):
            if len(self) != count:
                raise RuntimeError('deque mutated during iteration')
            yield self[at]

    def appendleft(self, value):
        if len(self):
            self._append_first(value)
        else:
            self.append(value)

    def extendleft(self, values):
        for value in list(values) if values is self else values:
            self.appendleft(value)

    def pop(self):
        return self._pop_last()

    def popleft(self):
        return self._pop_first()

    def __radd__(self, other):
        return other + _whole(self)


class _Chunk:
    __slots__ = ('start', 'items', 'tokens')

    def __init__(self, start, items, tokens):
        # number of the first item; the items; as they are stored, or None
        self.start, self.items, self.tokens = start, items, tokens


class _LazySequence:
    """The chunks of a lazy list or deque that have been looked at."""

    __slots__ = ('spread', 'first', 'next', 'count', 'chunks', 'last')

    def __init__(self, spread):
        self.spread = spread
        self.first, self.next, self.count = spread.first, spread.next, spread.count
        self.chunks = {}
        # number and chunk: the last one that holds nothing that must be remembered
        self.last = None

    @property
    def name(self):
        return self.spread.name

    @property
    def empty(self):
        return 'pop from empty list' if self.spread.name == 'list' else 'pop from an empty deque'

    def chunk(self, number):
        found = self.chunks.get(number)
        if found is None:
            if self.last is not None and self.last[0] == number:
                return self.last[1]
            spread = self.spread
            tokens = _part_host.at(spread.oid, number)
            items = [] if tokens is None else _session.objects.values(tokens, spread.oid)
            found = _Chunk(max(number * _CHUNK, spread.first), items, tokens)
            if _is_flat(items):
                self.last = number, found
            else:
                self.chunks[number] = found
        return found

    def changing(self, number):
        """A chunk that is about to be changed."""
        _dirty.add(self.spread.oid)
        known = self.chunks.get(number)
        if known is None:
            known = self.chunks[number] = self.chunk(number)
            if self.last is not None and self.last[0] == number:
                self.last = None
        if not known.items:
            known.start = max(number * _CHUNK, self.first)
        return known

    def changes(self, encoder):
        made = _Changes(self.spread)
        made.first, made.next, made.count = self.first, self.next, self.count
        now = {}
        for number, chunk in self.chunks.items():
            tokens = now[number] = encoder.chunk(chunk.items) if chunk.items else None
            if tokens != chunk.tokens:
                made.put(number, 'N' if tokens is None else tokens)

        def after():
            for number, tokens in now.items():
                self.chunks[number].tokens = tokens
        made.after = after
        return made

    def fill(self, container):
        """Loads what is not here yet and puts all into the container."""
        spread = self.spread
        known = spread.known = {n: chunk.tokens for n, chunk in self.chunks.items() if chunk.tokens is not None}
        extend = spread.base.extend
        first, end = self.first // _CHUNK, (self.next - 1) // _CHUNK
        here = {n: chunk for n, chunk in self.chunks.items() if first <= n <= end}
        if self.count:
            for number, tokens in spread._pages(-1 << 63):
                known.setdefault(number, tokens)
                if number not in self.chunks:
                    here[number] = tokens
            for number in sorted(here):
                found = here[number]
                extend(container, found.items if type(found) is _Chunk
                       else _session.objects.values(found, spread.oid))
        spread.first = self.first


# ---- dicts


class _Pair:
    __slots__ = ('number', 'key', 'value', 'tokens')

    def __init__(self, number, key, value, tokens):
        # tokens as it is stored, or None
        self.number, self.key, self.value, self.tokens = number, key, value, tokens


class _LazyPairs:
    """The pairs of a lazy dict that have been looked at or put in, and the keys that were taken out."""

    __slots__ = ('spread', 'next', 'count', 'pairs', 'gone')

    def __init__(self, spread):
        self.spread = spread
        self.next, self.count = spread.next, spread.count
        self.pairs = {}
        # key -> pair
        self.gone = {}

    def find(self, key):
        """The pair of a key; None when there is none."""
        known = self.pairs.get(key)
        if known is not None or key in self.gone:
            return known
        oid = self.spread.oid
        found = _part_host.pair(oid, _canon(key))
        if found is None:
            return None
        key, value = _session.objects.values(found[1], oid)
        known = self.pairs[key] = _Pair(found[0], key, value, found[1])
        return known

    def put(self, key, value):
        known = self.find(key)
        _dirty.add(self.spread.oid)
        if known is None:
            self.pairs[key] = _Pair(self.next, key, value, None)
            self.next += 1
            self.count += 1
        else:
            known.value = value

    def take(self, pair):
        _dirty.add(self.spread.oid)
        del self.pairs[pair.key]
        self.count -= 1
        if pair.tokens is not None:
            self.gone[pair.key] = pair

    def walk(self):
        """All pairs in order. Those without anything that could change are not remembered."""
        count, low = self.count, 0
        while True:
            for number, tokens in self.spread._pages(low):
                low = number + 1
                key, value = _session.objects.values(tokens, self.spread.oid)
                pair = self.pairs.get(key)
                if pair is not None and pair.number == number:
                    yield pair
                elif key not in self.gone or self.gone[key].number != number:
                    pair = _Pair(number, key, value, tokens)
                    if not _is_flat((value,)):
                        self.pairs[key] = pair
                    yield pair
                if self.count != count:
                    raise RuntimeError('dictionary changed size during iteration')
            fresh = [p for p in self.pairs.values() if p.tokens is None and p.number >= low]
            if not fresh:
                return
            fresh.sort(key=_number_of)
            for pair in fresh:
                low = pair.number + 1
                yield pair
                if self.count != count:
                    raise RuntimeError('dictionary changed size during iteration')

    def changes(self, encoder):
        made = _Changes(self.spread)
        made.next, made.count = self.next, self.count
        now = []
        for pair in self.pairs.values():
            shown = encoder.part(pair.value)
            tokens = encoder.pair(pair.key, shown)
            if tokens != pair.tokens:
                made.holds(shown)
                made.put(pair.number, tokens)
                now.append((pair, tokens))
            if pair.tokens is None:
                made.name(encoder, _canon(pair.key), 'i%d' % pair.number)
        for key, pair in self.gone.items():
            made.put(pair.number, 'N')
            if key not in self.pairs:
                made.name(encoder, _canon(key), 'N')

        def after():
            for pair, tokens in now:
                pair.tokens = tokens
            self.gone.clear()
        made.after = after
        return made

    def fill(self, container):
        spread = self.spread
        put = dict.__setitem__
        for number, tokens in spread._pages(0):
            key, value = _session.objects.values(tokens, spread.oid)
            spread.known[number] = tokens
            spread.numbers[key] = number
            pair = self.pairs.get(key)
            if pair is not None and pair.number == number:
                put(container, pair.key, pair.value)
            elif key not in self.gone:
                put(container, key, value)
        for pair in sorted(self.pairs.values(), key=_number_of):
            if pair.tokens is None:
                put(container, pair.key, pair.value)


class _LazyDict(_Dict):
    __slots__ = ()

    def __len__(self):
        return _state(self).count

    def __contains__(self, key):
        if _is_odd(key):
            return key in _whole(self)
        return _state(self).find(key) is not None

    def __getitem__(self, key):
        if _is_odd(key):
            return _whole(self)[key]
        pair = _state(self).find(key)
        if pair is None:
            raise KeyError(key)
        return pair.value

    def get(self, key, default=None):
        if _is_odd(key):
            return _whole(self).get(key, default)
        pair = _state(self).find(key)
        return default if pair is None else pair.value

    def __setitem__(self, key, value):
        if _is_odd(key):
            _whole(self)[key] = value
        else:
            _state(self).put(key, value)

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def __delitem__(self, key):
        if _is_odd(key):
            del _whole(self)[key]
            return
        pair = _state(self).find(key)
        if pair is None:
            raise KeyError(key)
        _state(self).take(pair)

    def pop(self, key, *default):
        if _is_odd(key) or len(default) > 1:
            return _whole(self).pop(key, *default)
        pair = _state(self).find(key)
        if pair is not None:
            _state(self).take(pair)
            return pair.value
        if default:
            return default[0]
        raise KeyError(key)

    def update(self, *others, **named):
        if len(others) > 1:
            _whole(self).update(*others)
        for other in others:
            if hasattr(other, 'keys'):
                for key in other.keys():
                    self[key] = other[key]
            else:
                for key, value in other:
                    self[key] = value
        for key, value in named.items():
            self[key] = value

    def __iter__(self):
        return _walk(self, _key_of)

    def keys(self):
        return _abc.KeysView(self)

    def items(self):
        return _Items(self)

    def values(self):
        return _Values(self)


def _number_of(pair):
    return pair.number


def _key_of(pair):
    return pair.key


def _value_of(pair):
    return pair.value


def _item_of(pair):
    return pair.key, pair.value


def _walk(container, show):
    """Over a lazy dict, which may be loaded meanwhile."""
    low = -1
    for pair in _state(container).walk():
        low = pair.number
        yield show(pair)
        if type(container) not in _LAZY:
            break
    else:
        return
    numbers = _spreads[_oid_of[id(container)]].numbers
    for key, value in list(dict.items(container)):
        number = numbers.get(key, 1 << 63)
        if number > low:
            yield show(_Pair(number, key, value, None))


class _Items(_abc.ItemsView):
    __slots__ = ()

    def __iter__(self):
        return _walk(self._mapping, _item_of) if type(self._mapping) in _LAZY else iter(self._mapping.items())


class _Values(_abc.ValuesView):
    __slots__ = ()

    def __iter__(self):
        return _walk(self._mapping, _value_of) if type(self._mapping) in _LAZY else iter(self._mapping.values())

    def __contains__(self, value):
        return any(value is each or value == each for each in self)


# ---- sets


class _LazyElements:
    """What was put into a lazy set, or taken out."""

    __slots__ = ('spread', 'count', 'added', 'gone')

    def __init__(self, spread):
        self.spread = spread
        self.count = spread.count
        self.added = set()
        self.gone = set()

    def has(self, element):
        return element in self.added or element not in self.gone \
            and _part_host.named(self.spread.oid, _canon(element)) is not None

    def put(self, element):
        if not self.has(element):
            _dirty.add(self.spread.oid)
            self.count += 1
            if element in self.gone:
                self.gone.discard(element)
            else:
                self.added.add(element)

    def take(self, element):
        _dirty.add(self.spread.oid)
        self.count -= 1
        if element in self.added:
            self.added.discard(element)
        else:
            self.gone.add(element)

    def walk(self):
        for tokens in self.spread.stored():
            element = _session.objects.part(tokens, self.spread.oid)
            if element not in self.gone:
                yield element
        yield from list(self.added)

    def changes(self, encoder):
        made = _Changes(self.spread)
        made.count = self.count
        for element in self.added:
            made.name(encoder, _canon(element), encoder.part(element))
        for element in self.gone:
            made.name(encoder, _canon(element), 'N')

        def after():
            self.added.clear()
            self.gone.clear()
        made.after = after
        return made

    def fill(self, container):
        spread = self.spread
        for tokens in spread.stored():
            element = _session.objects.part(tokens, spread.oid)
            spread.known[_canon(element)] = tokens
            if element not in self.gone:
                set.add(container, element)
        set.update(container, self.added)


class _LazySet(_Set):
    __slots__ = ()

    def __len__(self):
        return _state(self).count

    def __contains__(self, element):
        if _is_odd(element):
            return element in _whole(self)
        return _state(self).has(element)

    def add(self, element):
        if _is_odd(element):
            _whole(self).add(element)
        else:
            _state(self).put(element)

    def discard(self, element):
        if _is_odd(element):
            _whole(self).discard(element)
        elif _state(self).has(element):
            _state(self).take(element)

    def remove(self, element):
        if _is_odd(element):
            _whole(self).remove(element)
        elif _state(self).has(element):
            _state(self).take(element)
        else:
            raise KeyError(element)

    def update(self, *others):
        for other in others:
            for element in list(other) if other is self else other:
                self.add(element)

    def __iter__(self):
        state = _state(self)
        count = state.count
        for element in state.walk():
            yield element
            if state.count != count:
                raise RuntimeError('Set changed size during iteration')


# ---- what all of them have


_LAZY_KINDS = {'list': (_LazyList, _LazySequence), 'deque': (_LazyDeque, _LazySequence),
               'dict': (_LazyDict, _LazyPairs), 'set': (_LazySet, _LazyElements)}
# lazy class -> the class of a container that is loaded
_LAZY = {_LazyList: _List, _LazyDeque: _Deque, _LazyDict: _Dict, _LazySet: _Set}
# id(lazy container) -> what is known of it
_lazy_states = {}


def _state(container):
    try:
        return _lazy_states[id(container)]
    except KeyError:
        raise ReferenceError('the object belongs to a snippet that is over') from None


def _is_odd(key):
    """Whether what the key is equal to cannot be told from a text."""
    hash(key)
    return _canon(key) is None


def _whole(container):
    """Loads a lazy container; it is an ordinary one from then on."""
    cls = _LAZY.get(type(container))
    if cls is not None:
        state = _state(container)
        _object_setattr(container, '__class__', cls)
        del _lazy_states[id(container)]
        state.fill(container)
    return container


def _load_first(cls, name):
    def method(self, *args, **named):
        _whole(self)
        args = [_whole(arg) if type(arg) in _LAZY else arg for arg in args]
        return getattr(self, name)(*args, **named)
    method.__name__ = name
    return method


for _class, _plain in _LAZY.items():
    for _name in dir(_plain):
        if _name not in _NOT_FORWARDED and _name not in _class.__dict__ and _name not in _Sequence.__dict__ \
                and callable(getattr(_plain, _name)) and _name not in (
                    '__bool__', '__hash__', '__reduce__', '__getstate__', '__dir__', '__subclasshook__'):
            setattr(_class, _name, _load_first(_class, _name))
    _class.__name__, _class.__qualname__, _class.__module__ = _plain.__name__, _plain.__qualname__, _plain.__module__


def _spread_container(objects, oid, tokens):
    """The container that a record of a big one stands for; to be filled unless it is lazy."""
    name = tokens[0][len('Lheapgres.'):tokens[0].index(',')]
    spread = _spreads[oid] = _KINDS[name](oid, *[int(token[1:]) for token in tokens[2:-1]])
    lazy, state = _LAZY_KINDS[name]
    if name in objects.loads_whole:
        return _LAZY[lazy](), spread
    made = lazy()
    _lazy_states[id(made)] = state(spread)
    return made, None
