"""What of the library may have no end, or one that is far away, as code that can be stopped.

A built-in function that runs through a built-in iterator, such as sum(iter(int, 1)), never comes to
a place where the interpreter looks whether it is to stop. These look from time to time.
"""

import builtins as _builtins0
import _collections as _collections0
import _functools as _functools0
import itertools as _itertools

_plain_iter = _builtins0.iter

# from one look to the next
_STEPS = 1 << 14


def _look():
    """Raises what the snippet is to be stopped with, if it is."""
    if _session.objects is not None:
        _host.checkCancel()


class _CallableIterator:

    def __init__(self, function, sentinel):
        self._function, self._sentinel, self._steps = function, sentinel, 0

    def __iter__(self):
        return self

    def __next__(self):
        if self._function is None:
            raise StopIteration
        self._steps += 1
        if self._steps % _STEPS == 0:
            _look()
        value = self._function()
        if value == self._sentinel:
            self._function = None
            raise StopIteration
        return value


_CallableIterator.__name__ = _CallableIterator.__qualname__ = 'callable_iterator'


def _iter(*args):
    if len(args) != 2:
        return _plain_iter(*args)
    if not callable(args[0]):
        raise TypeError('iter(v, w): v must be callable')
    return _CallableIterator(*args)


_iter.__name__ = _iter.__qualname__ = 'iter'


class _Count:

    def __init__(self, start=0, step=1):
        start + step
        self._next, self._step, self._steps = start, step, 0

    def __iter__(self):
        return self

    def __next__(self):
        self._steps += 1
        if self._steps % _STEPS == 0:
            _look()
        value = self._next
        self._next = value + self._step
        return value

    def __repr__(self):
        return 'count(%r)' % (self._next,) if self._step == 1 else 'count(%r, %r)' % (self._next, self._step)


class _Repeat:

    def __init__(self, object, times=None):
        self._object, self._steps = object, 0
        self._left = None if times is None else max(times.__index__(), 0)

    def __iter__(self):
        return self

    def __next__(self):
        if self._left is not None:
            if self._left == 0:
                raise StopIteration
            self._left -= 1
        self._steps += 1
        if self._steps % _STEPS == 0:
            _look()
        return self._object

    def __length_hint__(self):
        if self._left is None:
            raise TypeError('len() of unsized object')
        return self._left

    def __repr__(self):
        return 'repeat(%r)' % (self._object,) if self._left is None else 'repeat(%r, %d)' % (self._object, self._left)


class _Cycle:

    def __init__(self, iterable):
        self._source, self._seen, self._at, self._steps = _plain_iter(iterable), [], 0, 0

    def __iter__(self):
        return self

    def __next__(self):
        if self._source is not None:
            for value in self._source:
                self._seen.append(value)
                return value
            self._source = None
        if not self._seen:
            raise StopIteration
        value = self._seen[self._at]
        self._at = (self._at + 1) % len(self._seen)
        self._steps += 1
        if self._steps % _STEPS == 0:
            _look()
        return value


_builtins0.iter = _iter
for _class, _name in ((_Count, 'count'), (_Repeat, 'repeat'), (_Cycle, 'cycle')):
    _class.__name__ = _class.__qualname__ = _name
    _class.__module__ = 'itertools'
    setattr(_itertools, _name, _class)


# what is run through in no time: it is in memory, or short
_IN_MEMORY = frozenset((list, tuple, dict, set, frozenset, str, bytes, bytearray, _collections0.deque,
                        type({}.keys()), type({}.values()), type({}.items())))
_SHORT = 1 << 16


def _with_looks(iterable):
    """The iterable, or an iterator over it that looks from time to time."""
    kind = type(iterable)
    if kind in _IN_MEMORY or kind is range and len(iterable[:_SHORT]) < _SHORT:
        return iterable
    return _looking(iterable)


def _looking(iterable):
    steps = 0
    for value in iterable:
        steps += 1
        if steps % _STEPS == 0:
            _look()
        yield value


def _over_first(function):
    def over_first(*args, **named):
        return function(_with_looks(args[0]), *args[1:], **named) if args else function(**named)
    return over_first


def _over_only(function):
    def over_only(*args, **named):
        return function(_with_looks(args[0]), **named) if len(args) == 1 else function(*args, **named)
    return over_only


def _over_second(function):
    def over_second(*args):
        return function(args[0], _with_looks(args[1]), *args[2:]) if len(args) > 1 else function(*args)
    return over_second


def _over_all(function):
    def over_all(*args, **named):
        return _looking(function(*args, **named))
    return over_all


for _place, _names, _made in (
        (_builtins0, ('sum', 'any', 'all', 'sorted'), _over_first), (_builtins0, ('min', 'max'), _over_only),
        (_functools0, ('reduce',), _over_second),
        (_itertools, ('product', 'permutations', 'combinations', 'combinations_with_replacement'), _over_all)):
    for _name in _names:
        _plain = getattr(_place, _name)
        _wrapped = _made(_plain)
        _wrapped.__name__ = _wrapped.__qualname__ = _name
        _wrapped.__module__, _wrapped.__doc__ = _plain.__module__, _plain.__doc__
        setattr(_place, _name, _wrapped)
