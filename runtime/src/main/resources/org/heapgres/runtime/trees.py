"""Syntax trees as module ast shows them. That module brings re, enum and contextlib along, whose import takes as
long as all the rest of a context; so it is imported for what is rarely needed only.
"""

import _ast


def _tree(source, file='<unknown>'):
    return compile(source, file, 'exec', _ast.PyCF_ONLY_AST)


def _fields_of(node):
    for name in node._fields:
        try:
            yield name, getattr(node, name)
        except AttributeError:
            pass


def _children(node):
    for _, value in _fields_of(node):
        if isinstance(value, _ast.AST):
            yield value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, _ast.AST):
                    yield item


def _nodes(node):
    """The node and all below it, near ones first."""
    todo = [node]
    for each in todo:
        todo.extend(_children(each))
    return todo


class _NodeVisitor:
    """Calls visit_<class>, or visits the node's children."""

    def visit(self, node):
        return getattr(self, 'visit_' + type(node).__name__, self.generic_visit)(node)

    def generic_visit(self, node):
        for child in _children(node):
            self.visit(child)


class _NodeTransformer(_NodeVisitor):
    """Puts what a visit returns in the node's place."""

    def generic_visit(self, node):
        for name, value in _fields_of(node):
            if isinstance(value, list):
                value[:] = [self.visit(item) if isinstance(item, _ast.AST) else item for item in value]
            elif isinstance(value, _ast.AST):
                setattr(node, name, self.visit(value))
        return node


_PLACE = ('lineno', 'col_offset', 'end_lineno', 'end_col_offset')


def _placed_like(node, other):
    """The node, said to be where the other is."""
    for name in _PLACE:
        if name in node._attributes and hasattr(other, name):
            setattr(node, name, getattr(other, name))
    return node


def _placed(node):
    """The node; what is below it without a place is where its parent is."""
    todo = [(node, (1, 0, 1, 0))]
    while todo:
        each, inherited = todo.pop()
        place = []
        for name, value in zip(_PLACE, inherited):
            if name in each._attributes:
                given = getattr(each, name, None)
                if given is None:
                    setattr(each, name, value)
                else:
                    value = given
            place.append(value)
        todo.extend([(child, place) for child in _children(each)])
    return node


def _moved_up(node):
    """The node, and all below it, a line further up."""
    for each in _nodes(node):
        for name in ('lineno', 'end_lineno'):
            line = getattr(each, name, None)
            if line is not None:
                setattr(each, name, line - 1)
    return node
