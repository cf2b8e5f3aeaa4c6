/**
 * Snippets that look something up, compute with plain values and perhaps change one thing at the
 * end: run here and now, by a small interpreter, without Python's.
 *
 * <p>They are what a server sees most, what a program's first request is, and what must not wait
 * for Python to start or to get warm. The text is parsed by Python's own parser. What is not known
 * here to mean exactly what it means in Python is left to Python: a construct when the snippet is
 * compiled, a value or an error while it runs ({@link org.heapgres.runtime.direct.NotDirect}).
 * Nothing has been changed by then, so that Python runs the whole snippet, and every error is
 * Python's.
 */
package org.heapgres.runtime.direct;
