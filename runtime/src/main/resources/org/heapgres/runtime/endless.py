"""Iterators of the library that may have no end, as code that can be stopped.

A built-in function that runs through a built-in iterator, such as sum(iter(int, 1)), never comes to
a place where the interpreter looks whether it is to stop. With these it does at each step.
"""

import builtins as _builtins0
import itertools as _itertools

_plain_iter = _builtins0.iter


class _CallableIterator:

    def __init__(self, function, sentinel):
        self._function, self._sentinel = function, sentinel

    def __iter__(self):
        return self

    def __next__(self):
        if self._function is None:
            raise StopIteration
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
        self._next, self._step = start, step

    def __iter__(self):
        return self

    def __next__(self):
        value = self._next
        self._next = value + self._step
        return value

    def __repr__(self):
        return 'count(%r)' % (self._next,) if self._step == 1 else 'count(%r, %r)' % (self._next, self._step)


class _Repeat:

    def __init__(self, object, times=None):
        self._object = object
        self._left = None if times is None else max(times.__index__(), 0)

    def __iter__(self):
        return self

    def __next__(self):
        if self._left is not None:
            if self._left == 0:
                raise StopIteration
            self._left -= 1
        return self._object

    def __length_hint__(self):
        if self._left is None:
            raise TypeError('len() of unsized object')
        return self._left

    def __repr__(self):
        return 'repeat(%r)' % (self._object,) if self._left is None else 'repeat(%r, %d)' % (self._object, self._left)


class _Cycle:

    def __init__(self, iterable):
        self._source, self._seen, self._at = _plain_iter(iterable), [], 0

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
        return value


_builtins0.iter = _iter
for _class, _name in ((_Count, 'count'), (_Repeat, 'repeat'), (_Cycle, 'cycle')):
    _class.__name__ = _class.__qualname__ = _name
    _class.__module__ = 'itertools'
    setattr(_itertools, _name, _class)
