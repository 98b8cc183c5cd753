"""Walks an application's tree with pyatspi as its users do, and prints milliseconds, one round a line."""

import sys
import time

import pyatspi

name, rounds = sys.argv[1], int(sys.argv[2])


def walk(node):
    count = 1
    node.name
    node.getRole()
    node.getState().getStates()
    try:
        node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    except NotImplementedError:
        pass
    for index in range(min(node.childCount, 1000)):
        child = node.getChildAtIndex(index)
        if child is not None:
            count += walk(child)
    return count


for _ in range(rounds):
    start = time.perf_counter()
    nodes = sum(walk(app) for app in pyatspi.Registry.getDesktop(0) if app and app.name == name)
    print((time.perf_counter() - start) * 1000, nodes)
