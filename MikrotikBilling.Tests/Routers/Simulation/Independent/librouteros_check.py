#!/usr/bin/env python3
"""Drives a simulated router with python3-librouteros, a client that shares no code with it.

Usage: librouteros_check.py HOST PORT USER PASSWORD plain|token
Prints one line per check and exits 1 at the first one that fails.
"""
import sys

import librouteros
from librouteros.exceptions import FatalError, MultiTrapError, TrapError
from librouteros.login import plain, token
from librouteros.query import Key

host, port, user, password, login = sys.argv[1:6]
method = {'plain': plain, 'token': token}[login]
name, disabled, comment, profile = Key('name'), Key('disabled'), Key('comment'), Key('profile')


def connect(secret=password):
    return librouteros.connect(host, user, secret, port=int(port), login_method=method, encoding='utf-8')


def check(what, good, seen=''):
    print(('ok    ' if good else 'FAIL  ') + what + ('' if good else ': ' + repr(seen)))
    if not good:
        sys.exit(1)


def trap_of(work):
    try:
        tuple(work())
    except (TrapError, MultiTrapError) as error:  # RouterOS 6 sends two traps for an unknown menu
        return str(error)
    return None


refusal = None
try:
    connect('not-' + password)
except TrapError as error:
    refusal = str(error)
check('wrong password is refused', refusal is not None and ('cannot log in' in refusal or 'invalid user name' in refusal), refusal)

api = connect()
resource = tuple(api.path('system', 'resource'))
check('resource has one row with a version', len(resource) == 1 and 'version' in resource[0], resource)
check('identity has a name', tuple(api('/system/identity/print'))[0]['name'], '')

secrets = api.path('ppp', 'secret')
ids = [secrets.add(name='lib%03d' % i, password='p', service='pppoe', comment='batch' if i % 2 else 'other') for i in range(10)]
check('ids look like handles', all(one.startswith('*') for one in ids) and len(set(ids)) == 10, ids)
check('rows come back', len([row for row in secrets if str(row['name']).startswith('lib')]) == 10)
check('add of a name twice is a trap', 'already exists' in (trap_of(lambda: [secrets.add(name='lib000')]) or ''))

rows = tuple(secrets.select(name, comment).where(comment == 'batch'))
check('query equal with columns', len(rows) == 5 and set(rows[0]) == {'name', 'comment'}, rows)
rows = tuple(secrets.select(name).where(comment != 'batch', name > 'lib'))
check('query not equal and greater', len(rows) == 5, rows)
rows = tuple(secrets.select(name).where(name.In('lib001', 'lib004', 'nobody')))
check('query in', sorted(row['name'] for row in rows) == ['lib001', 'lib004'], rows)

secrets.update(**{'.id': ids[0], 'disabled': True, 'comment': 'hello, world = 1'})
row = tuple(secrets.select(name, disabled, comment).where(name == 'lib000'))
check('set changes the row', row[0]['disabled'] is True and row[0]['comment'] == 'hello, world = 1', row)
tuple(secrets('enable', numbers='lib000'))
row = tuple(secrets.select(disabled).where(name == 'lib000'))
check('enable by name', row[0]['disabled'] is False, row)

check('set of an unknown item is a trap', 'no such item' in (trap_of(lambda: secrets('set', **{'.id': '*FFFF', 'comment': 'x'})) or ''))
check('unknown menu is a trap', 'no such command' in (trap_of(lambda: api('/no/such/menu/print')) or ''))
check('unknown verb is a trap', 'no such command' in (trap_of(lambda: secrets('explode')) or ''))
check('unknown parameter is a trap', 'unknown parameter' in (trap_of(lambda: secrets('add', name='q', flavour='x')) or ''))
check('unknown profile is a trap', 'does not match any value of profile' in (trap_of(lambda: secrets('add', name='q', profile='nobody')) or ''))
check('bad range is a trap', 'invalid value for argument ranges' in (trap_of(lambda: api('/ip/pool/add', name='bad', ranges='10.0.0')) or ''))

queues = api.path('queue', 'simple')
queue = queues.add(**{'name': 'q1', 'target': '10.0.0.7', 'max-limit': '5M/10M'})
row = tuple(row for row in queues if row['name'] == 'q1')[0]
check('queue is normalised', row['target'] == '10.0.0.7/32' and row['max-limit'] == '5000000/10000000', row)
queues.remove(queue)

api.protocol.writeSentence('/ppp/secret/listen', '=.proplist=.id,name,comment', '.tag=1')
api.protocol.writeSentence('/ppp/secret/set', '=.id=' + ids[1], '=comment=seen', '.tag=2')
api.protocol.writeSentence('/ppp/secret/remove', '=.id=' + ids[2], '.tag=3')
api.protocol.writeSentence('/cancel', '=tag=1', '.tag=4')
seen, done = [], set()
while len(done) < 4:
    reply, words = api.protocol.readSentence()
    seen.append((reply, words))
    if reply == '!done':
        done.add([word for word in words if word.startswith('.tag=')][0])
check('listen tells of a change', any(reply == '!re' and '=comment=seen' in words for reply, words in seen), seen)
check('listen tells of a removal', any('=.dead=true' in words and '=.id=' + ids[2] in words for _, words in seen), seen)
check('cancel interrupts', any(reply == '!trap' and '=message=interrupted' in words and '.tag=1' in words for reply, words in seen), seen)

secrets.remove(*[one for one in ids if one != ids[2]])
check('removed rows are gone', not [row for row in secrets if str(row['name']).startswith('lib')])

fatal = None
try:
    tuple(api('/quit'))
except FatalError as error:
    fatal = str(error)
check('quit is fatal', fatal == 'session terminated on request', fatal)

other = librouteros.create_transport(host, **dict(librouteros.DEFAULTS, port=int(port)))
early = librouteros.Api(librouteros.ApiProtocol(transport=other, encoding='utf-8'))
fatal = None
try:
    tuple(early('/system/identity/print'))
except FatalError as error:
    fatal = str(error)
check('a command before login is fatal', fatal == 'not logged in', fatal)
print('all checks passed')
