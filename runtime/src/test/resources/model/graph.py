from collections import deque


class Node:
    kind = 'node'

    def __init__(self, name):
        self.name = name


class Leaf:
    __slots__ = ('value', 'other')

    def __init__(self, value):
        self.value = value


class Stack(list):
    pass


def state(o):
    if isinstance(o, Leaf):
        return [(n, getattr(o, n)) for n in ('value', 'other') if hasattr(o, n)]
    # sorted, since GraalPy leaves a deleted attribute's place to the one that is set again
    return sorted(o.__dict__.items())


def children(o):
    if isinstance(o, dict):
        return [x for pair in o.items() for x in pair]
    if isinstance(o, set):
        return sorted(o)
    if isinstance(o, (Node, Leaf)):
        return [v for _, v in state(o)]
    if isinstance(o, Stack):
        return list(o) + [v for _, v in state(o)]
    return list(o)


def is_branch(o):
    # a tuple of plain values is one itself: nobody asks which of two equal ones it is
    if isinstance(o, tuple):
        return any(not isinstance(x, (str, int, float, type(None))) for x in o)
    return isinstance(o, (dict, list, set, deque, Node, Leaf))


def walk(world):
    found, seen, todo = [], set(), [world]
    while todo:
        o = todo.pop(0)
        if is_branch(o) and id(o) not in seen:
            seen.add(id(o))
            found.append(o)
            todo.extend(children(o))
    return found


def dump(world):
    order = {id(o): i for i, o in enumerate(walk(world))}

    def show(v):
        return '#%d' % order[id(v)] if is_branch(v) else repr(v)

    return [type(o).__name__ + '(' + ' '.join(show(c) for c in children(o)) + ')'
            + (' ' + ','.join(n for n, _ in state(o)) if isinstance(o, (Node, Leaf, Stack)) else '')
            for o in walk(world)]


class Dice:
    def __init__(self, seed):
        self.seed = seed * 2654435761 % 2 ** 32

    def roll(self, n):
        self.seed = (self.seed * 1103515245 + 12345) % 2 ** 31
        return (self.seed >> 8) % n


def make(dice, objects, depth=0):
    pick = dice.roll(16)
    if pick < 4:
        return [dice.roll(100), 'text %d' % dice.roll(9), None, 2.5][pick]
    if pick < 7:
        return objects[dice.roll(len(objects))]
    if depth > 2:
        return 'deep'
    inner = [make(dice, objects, depth + 1) for _ in range(dice.roll(3))]
    if pick == 7:
        return dict(enumerate(inner))
    if pick == 8:
        return inner
    if pick == 9:
        return tuple(inner)
    if pick == 10:
        return {dice.roll(9), dice.roll(9)}
    if pick == 11:
        return deque(inner)
    if pick == 12:
        leaf = Leaf(dice.roll(9))
        leaf.other = inner
        return leaf
    if pick == 13:
        stack = Stack(inner)
        stack.label = dice.roll(9)
        return stack
    node = Node(dice.roll(99))
    if inner:
        node.inner = inner if dice.roll(2) else inner[0]
    return node


def change(world, seed):
    dice = Dice(seed)
    objects = walk(world)
    target = objects[dice.roll(len(objects))]
    value = make(dice, objects)
    way = dice.roll(8)
    if isinstance(target, dict):
        key = 'k%d' % dice.roll(6)
        if way < 4:
            target[key] = value
        elif way == 4:
            target.pop(key, None)
        elif way == 5:
            target.setdefault(key, value)
        elif way == 6:
            target.update({key: value})
        elif target:
            del target[next(iter(target))]
    elif isinstance(target, list):
        if way < 2:
            target.append(value)
        elif way == 2:
            target.insert(0, value)
        elif way == 3 and target:
            target.pop()
        elif way == 4:
            target[1:2] = [value, value]
        elif way == 5:
            target.reverse()
        elif way == 6 and target:
            target[dice.roll(len(target))] = value
        elif isinstance(target, Stack):
            target.label = value
        else:
            target += [value]
    elif isinstance(target, set):
        if way < 4:
            target.add(dice.roll(20))
        elif way < 6:
            target.discard(dice.roll(20))
        else:
            target ^= {1, dice.roll(20)}
    elif isinstance(target, deque):
        if way < 4:
            target.appendleft(value)
        elif target:
            target.rotate(1)
            target.pop()
    elif isinstance(target, Leaf):
        if way < 6:
            target.other = value
        else:
            target.value = dice.roll(50)
    elif isinstance(target, Node):
        name = 'a%d' % dice.roll(4)
        if way < 5:
            setattr(target, name, value)
        elif way == 5:
            target.__dict__[name] = value
        elif hasattr(target, name):
            delattr(target, name)
    if len(walk(world)) > 60 and isinstance(world, dict):
        for key in list(world)[:2]:
            del world[key]
