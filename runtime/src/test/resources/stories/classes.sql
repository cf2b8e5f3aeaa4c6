-- Instances come with their classes.

DO $py$
class Point:
    count = 0
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __eq__(self, other):
        return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)
    def __hash__(self):
        return hash((self.x, self.y))
    def __repr__(self):
        return 'Point(%r, %r)' % (self.x, self.y)
    @property
    def norm(self):
        return self.x * self.x + self.y * self.y
    @norm.setter
    def norm(self, value):
        self.x, self.y = value, 0
    @classmethod
    def origin(cls):
        return cls(0, 0)
    @staticmethod
    def name():
        return 'point'
heap.p = Point(3, 4)
$py$;
DO $py$ p $py$;
-- {"x": 3, "y": 4}
DO $py$ repr(p), p.norm, p.name(), type(p).__name__ $py$;
-- ["Point(3, 4)", 25, "point", "Point"]
DO $py$ p.norm = 7 $py$;
DO $py$ [p.x, p.y] $py$;
-- [7, 0]
DO $py$ p == Point(7, 0), p in {Point(7, 0)}, p is heap.p $py$;
-- [true, true, true]
DO $py$ heap.o = Point.origin() $py$;
DO $py$ o $py$;
-- {"x": 0, "y": 0}
DO $py$ p.z = [1] $py$;
DO $py$ p.z.append(2) $py$;
DO $py$ vars(p) $py$;
-- {"x": 7, "y": 0, "z": [1, 2]}
DO $py$ del p.z $py$;
DO $py$ hasattr(p, "z") $py$;
-- false
DO $py$ p.__dict__["w"] = 5 $py$;
DO $py$ p.w $py$;
-- 5
DO $py$ setattr(p, "x", 1); p.y += 2 $py$;
DO $py$ p $py$;
-- {"w": 5, "x": 1, "y": 2}
DO $py$ p.nothing $py$;
-- ERROR:  38000: AttributeError: 'Point' object has no attribute 'nothing'
DO $py$ isinstance(p, Point), issubclass(Point, object) $py$;
-- [true, true]

-- inheritance
DO $py$
class Animal:
    def __init__(self, name):
        self.name = name
    def speak(self):
        return '...'
    def hello(self):
        return self.name + ' says ' + self.speak()
class Dog(Animal):
    def speak(self):
        return 'woof'
class Puppy(Dog):
    def __init__(self, name, mother):
        super().__init__(name)
        self.mother = mother
rex = Dog('rex')
heap.zoo = [rex, Puppy('bit', rex)]
$py$;
DO $py$ [a.hello() for a in zoo] $py$;
-- ["rex says woof", "bit says woof"]
DO $py$ zoo[1].mother is zoo[0] $py$;
-- true
DO $py$ [c.__name__ for c in type(zoo[1]).__mro__] $py$;
-- ["Puppy", "Dog", "Animal", "object"]
DO $py$ isinstance(zoo[1], Animal) $py$;
-- true
DO $py$ zoo[0].name = "max" $py$;
DO $py$ zoo[1].mother.name $py$;
-- "max"

-- slots
DO $py$
class Node:
    __slots__ = ('value', 'next')
    def __init__(self, value, next=None):
        self.value, self.next = value, next
heap.chain = Node(1, Node(2, Node(3)))
$py$;
DO $py$
n, out = chain, []
while n:
    out.append(n.value)
    n = n.next
return out
$py$;
-- [1, 2, 3]
DO $py$ chain.next.value = 20 $py$;
DO $py$ chain.next.value $py$;
-- 20
DO $py$ del chain.next.value $py$;
DO $py$ hasattr(chain.next, "value") $py$;
-- false
DO $py$ chain.other = 1 $py$;
-- ERROR:  38000: AttributeError: 'Node' object has no attribute 'other'
DO $py$ chain.next.next.next = chain $py$;
DO $py$ chain.next.next.next is chain $py$;
-- true

-- dataclasses, enums, named tuples
DO $py$
from dataclasses import dataclass, field
from enum import Enum, IntEnum, Flag
from collections import namedtuple
from decimal import Decimal
class Color(Enum):
    RED = 1
    GREEN = 'g'
class Level(IntEnum):
    LOW = 1
    HIGH = 2
Pair = namedtuple('Pair', 'left right')
@dataclass
class Item:
    name: str
    price: Decimal
    color: Color = Color.RED
    tags: list = field(default_factory=list)
@dataclass(frozen=True)
class Key:
    a: int
    b: str = 'x'
heap.item = Item('tea', Decimal('1.20'))
heap.things = {'pair': Pair(1, [2]), 'level': Level.HIGH, 'key': Key(1), Key(2): 'by key'}
$py$;
DO $py$ item $py$;
-- {"name": "tea", "tags": [], "color": "RED", "price": 1.20}
DO $py$ repr(item) $py$;
-- "Item(name='tea', price=Decimal('1.20'), color=<Color.RED: 1>, tags=[])"
DO $py$ item.tags.append("hot"); item.color = type(item.color)["GREEN"] $py$;
DO $py$ item $py$;
-- {"name": "tea", "tags": ["hot"], "color": "GREEN", "price": 1.20}
DO $py$ item == Item("tea", Decimal("1.20")) $py$;
-- ERROR:  38000: NameError: name 'Decimal' is not defined
DO $py$ item.color is type(item.color).GREEN, item.color.name, item.color.value $py$;
-- [true, "GREEN", "g"]
DO $py$ things["pair"].left, things["pair"]._asdict() $py$;
-- [1, {"left": 1, "right": [2]}]
DO $py$ things["level"] + 1, things["level"] > 1 $py$;
-- [3, true]
DO $py$ things["key"] == Key(1), things[Key(2)] $py$;
-- [true, "by key"]
DO $py$ things["key"].a = 5 $py$;
-- ERROR:  38000: dataclasses.FrozenInstanceError: cannot assign to field 'a'
DO $py$
from dataclasses import asdict, replace
return [asdict(item)["name"], replace(item, name="rum").name, item.name]
$py$;
-- ["tea", "rum", "tea"]

-- classes that extend what is built in
DO $py$
class Stack(list):
    def push(self, x):
        self.append(x)
class Settings(dict):
    def __getattr__(self, name):
        return self[name]
class Name(str):
    def shout(self):
        return self.upper() + '!'
class Failure(Exception):
    pass
heap.stack = Stack([1])
heap.settings = Settings(depth=1)
heap.name_ = [Name('bob')]
stack.label = 's' 
$py$;
DO $py$ stack.push(2); stack.push([3]) $py$;
DO $py$ list(stack), stack.label, type(stack).__name__ $py$;
-- [[1, 2, [3]], "s", "Stack"]
DO $py$ stack[-1].append(4) $py$;
DO $py$ stack $py$;
-- [1, 2, [3, 4]]
DO $py$ settings["depth"] += 1 $py$;
DO $py$ settings.depth, len(settings) $py$;
-- [2, 1]
DO $py$ name_[0].shout(), type(name_[0]).__name__ $py$;
-- ["BOB!", "Name"]
DO $py$ stack.pop() $py$;
-- [3, 4]

-- redefined twice, with old instances alive
DO $py$
class Counter_:
    step = 1
    def __init__(self):
        self.n = 0
    def up(self):
        self.n += self.step
        return self.n
heap.counters = [Counter_(), Counter_()]
$py$;
DO $py$ [c.up() for c in counters] $py$;
-- [1, 1]
DO $py$
class Counter_:
    step = 10
    label = 'none'
    def __init__(self):
        self.n = 0
    def up(self):
        self.n += self.step
        return [self.label, self.n]
$py$;
DO $py$ [c.up() for c in counters] $py$;
-- [["none", 11], ["none", 11]]
DO $py$ counters.append(Counter_()) $py$;
DO $py$ counters[2].up() $py$;
-- ["none", 10]
DO $py$
class Counter_:
    def __init__(self):
        self.total = 0
    def __upgrade__(self, from_version):
        self.total = self.__dict__.pop('n')
        self.upgraded = from_version
    def up(self):
        self.total += 100
        return self.total
$py$;
DO $py$ [c.up() for c in counters] $py$;
-- [111, 111, 110]
DO $py$ [[c.total, getattr(c, "upgraded", None)] for c in counters] $py$;
-- [[111, 2], [111, 2], [110, 2]]
DO $py$ [sorted(vars(c)) for c in counters] $py$;
-- [["total", "upgraded"], ["total", "upgraded"], ["total", "upgraded"]]
DO $py$ [c.step for c in counters] $py$;
-- ERROR:  38000: AttributeError: 'Counter_' object has no attribute 'step'

-- what is missing
DO $py$ del heap.p; del heap.o $py$;
DO $py$ p $py$;
-- ERROR:  38000: NameError: name 'p' is not defined
DO $py$ Point(1, 2).norm $py$;
-- 5
DO $py$ heap.get(heap.oid(zoo[0])).name $py$;
-- "max"
DO $py$ heap.oid(5), heap.oid([]) $py$;
-- [null, null]
DO $py$ heap.get(1) $py$;
-- ERROR:  38000: KeyError: 1
