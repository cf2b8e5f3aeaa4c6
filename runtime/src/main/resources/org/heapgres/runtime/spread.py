"""Big containers, whose entries are records of their own.

A list, deque, dict or set of more than heapgres.big_container entries has a record that says where
its entries are, and parts: chunks of a list, a dict's pairs in order and the places of its keys, a
set's elements. What is unchanged is not written again. Code that only uses such containers in ways
that ask them gets them as _Lazy..., which load what they are asked for; all other code, such as
json.dumps(), which looks into a container past its methods, gets them loaded.
"""

_CHUNK = 128
_PAGE = 500
_NOT_KNOWN = -1
_SPREAD_KINDS = {list: 'list', _List: 'list', _deque: 'deque', _Deque: 'deque',
                 dict: 'dict', _Dict: 'dict', set: 'set', _Set: 'set'}
_SPREAD_HEADS = tuple(['Lheapgres.%s,' % kind for kind in ('list', 'deque', 'dict', 'set')])

# oid -> where the entries of a big container are
_spreads = {}


def _spread_for(objects, oid, value, kind):
    """Where the entries of a container that is loaded go; None when they stay in its record."""
    known = _spreads.get(oid)
    name = _SPREAD_KINDS.get(kind)
    fewest = objects.big_container() // (1 if known is None else 4)
    if name is None or len(value) <= fewest or name == 'deque' and value.maxlen is not None \
            or name in ('dict', 'set') and any(_canon(key) is None for key in value):
        return None
    if known is None:
        known = _spreads[oid] = _KINDS[name](oid)
        known.fresh = True
    return known


class _Spread:
    """What is stored of a container's entries, as far as it is known here."""

    __slots__ = ('oid', 'first', 'next', 'count', 'common', 'known', 'fresh')

    def __init__(self, oid, first=0, next=0, count=0, common=_NOT_KNOWN):
        self.oid = oid
        # whether nothing is stored yet: then nobody else can have its parts
        self.fresh = False
        # numbers that are in use: from the first, up to the next; and how many entries there are
        self.first, self.next, self.count = first, next, count
        # id of the class that all values of a dict are instances of; 0 when there is none
        self.common = common
        # number of a part (a set's: its name) -> its tokens, of all parts unless the container is lazy
        self.known = {}

    def _head(self, *numbers):
        return ('Lheapgres.%s,%d' % (self.name, 1 + len(numbers)), 'i%d' % self.oid,
                *['i%d' % number for number in numbers], 'N')

    def _pages(self, low):
        """Numbers and tokens of the stored parts from number low on, while it lasts."""
        while True:
            found = _part_host.range(self.oid, low, (1 << 63) - 1, False, _PAGE)
            for number, tokens in zip(found[::2], found[1::2]):
                low = number + 1
                yield number, tokens
            if len(found) < 2 * _PAGE:
                return


class _Changes:
    """Parts to be written, and what is known when they are."""

    __slots__ = ('spread', 'tokens', 'first', 'next', 'count', 'common', 'after')

    def __init__(self, spread):
        self.spread = spread
        self.tokens = []
        self.first, self.next, self.count = spread.first, spread.next, spread.count
        self.common = spread.common
        # called when all is written
        self.after = None

    def put(self, number, tokens):
        self.tokens += ('i%d' % number, tokens)

    def holds(self, shown):
        """A dict has a value with such tokens."""
        class_id = int(shown.partition(',')[2]) if shown[0] == 'r' else 0
        self.common = class_id if self.common in (class_id, _NOT_KNOWN) else 0

    def name(self, encoder, name, tokens):
        self.tokens += (encoder.part(name), tokens)

    def forget(self):
        """It removes all parts of a container that is in its record again."""
        self.after = lambda: _spreads.pop(self.spread.oid, None)
        return self

    def head(self):
        return self.spread._head(self.first, self.next, self.count, self.common)

    def write(self):
        spread = self.spread
        if self.tokens:
            _part_host.write(spread.oid, _SEP.join(self.tokens), spread.fresh)
        spread.fresh = False
        spread.first, spread.next, spread.count, spread.common = self.first, self.next, self.count, self.common
        self.after()


class _ListSpread(_Spread):
    __slots__ = ()
    name = 'list'
    base = list

    def changes(self, encoder, value):
        made = _Changes(self)
        made.next, made.count = self.first + len(value), len(value)
        known, now = self.known, {}
        items = list(self.base.__iter__(value))
        at = self.first
        while at < made.next:
            number = at // _CHUNK
            end = min((number + 1) * _CHUNK, made.next)
            tokens = now[number] = encoder.chunk(items[at - self.first:end - self.first])
            if known.get(number) != tokens:
                made.put(number, tokens)
            at = end
        for number in known:
            if number not in now:
                made.put(number, 'N')

        def after():
            self.known = now
        made.after = after
        return made

    def removal(self, encoder):
        made = _Changes(self)
        for number in self.known:
            made.put(number, 'N')
        return made.forget()

    def load(self, objects, container):
        for number, tokens in self._pages(-1 << 63):
            self.known[number] = tokens
            self.base.extend(container, objects.values(tokens, self.oid))


class _DequeSpread(_ListSpread):
    __slots__ = ()
    name = 'deque'
    base = _deque


class _DictSpread(_Spread):
    __slots__ = ('numbers',)
    name = 'dict'

    def __init__(self, *numbers):
        _Spread.__init__(self, *numbers)
        # key -> number of its pair
        self.numbers = {}

    def changes(self, encoder, value):
        made = _Changes(self)
        made.count = len(value)
        made.common = _NOT_KNOWN
        known, numbers = self.known, self.numbers
        now, places = {}, {}
        last = -1
        for key, content in dict.items(value):
            number = numbers.get(key, -1)
            if number <= last:
                # the pair is new, or was taken out and put in again: then it has come last
                number = made.next
                made.next += 1
            last = places[key] = number
            shown = encoder.part(content)
            made.holds(shown)
            tokens = now[number] = encoder.pair(key, shown)
            if known.get(number) != tokens:
                made.put(number, tokens)
            if numbers.get(key) != number:
                made.name(encoder, _canon(key), 'i%d' % number)
        for number in known:
            if number not in now:
                made.put(number, 'N')
        for key in numbers:
            if key not in places:
                made.name(encoder, _canon(key), 'N')

        def after():
            self.known, self.numbers = now, places
        made.after = after
        return made

    def removal(self, encoder):
        made = _Changes(self)
        for number in self.known:
            made.put(number, 'N')
        for key in self.numbers:
            made.name(encoder, _canon(key), 'N')
        return made.forget()

    def load(self, objects, container):
        for number, tokens in self._pages(0):
            self.known[number] = tokens
            key, content = objects.values(tokens, self.oid)
            self.numbers[key] = number
            dict.__setitem__(container, key, content)


class _SetSpread(_Spread):
    __slots__ = ()
    name = 'set'

    def changes(self, encoder, value):
        made = _Changes(self)
        made.count = len(value)
        known, now = self.known, {}
        for element in set.__iter__(value):
            name = _canon(element)
            tokens = now[name] = encoder.part(element)
            if known.get(name) != tokens:
                made.name(encoder, name, tokens)
        for name in known:
            if name not in now:
                made.name(encoder, name, 'N')

        def after():
            self.known = now
        made.after = after
        return made

    def removal(self, encoder):
        made = _Changes(self)
        for name in self.known:
            made.name(encoder, name, 'N')
        return made.forget()

    def stored(self):
        names = _part_host.names(self.oid)
        while True:
            found = _part_host.next(names, _PAGE)
            if not found:
                return
            yield from found

    def load(self, objects, container):
        for tokens in self.stored():
            element = objects.part(tokens, self.oid)
            self.known[_canon(element)] = tokens
            set.add(container, element)


_KINDS = {'list': _ListSpread, 'deque': _DequeSpread, 'dict': _DictSpread, 'set': _SetSpread}
