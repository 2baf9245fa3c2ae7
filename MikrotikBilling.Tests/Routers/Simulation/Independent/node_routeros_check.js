// Drives a simulated 7.12 router with node-routeros, a client that shares no code with it. Needs: npm i node-routeros
// Usage: node node_routeros_check.js HOST PORT USER PASSWORD
'use strict';
const { RouterOSAPI } = require('node-routeros');

const [host, port, user, password] = process.argv.slice(2);
const check = (what, good, seen) => {
    console.log((good ? 'ok    ' : 'FAIL  ') + what + (good ? '' : ': ' + JSON.stringify(seen)));
    if (!good) process.exit(1);
};
const refusal = (work) => work.then(() => null, (error) => String(error.message || error));
const open = (secret) => new RouterOSAPI({ host, port: Number(port), user, password: secret, timeout: 10 });

(async () => {
    const wrong = await refusal(open('not-' + password).connect());
    check('wrong password is refused', wrong !== null, wrong);

    const api = await open(password).connect();
    const [resource] = await api.write('/system/resource/print');
    check('resource has a version', /^7\.12/.test(resource.version), resource);

    const added = await api.write('/ppp/secret/add', ['=name=node001', '=password=p', '=service=pppoe', '=comment=crème brûlée']);
    check('add returns an id', /^\*[0-9A-F]+$/.test(added[0].ret), added);
    const id = added[0].ret;
    const duplicate = await refusal(api.write('/ppp/secret/add', ['=name=node001']));
    check('a duplicate is refused', /already exists/.test(duplicate), duplicate);

    let rows = await api.write('/ppp/secret/print', ['?name=node001', '=.proplist=.id,name,comment,disabled']);
    check('print with a query', rows.length === 1 && rows[0].comment === 'crème brûlée' && rows[0].disabled === 'false', rows);
    check('no row matches', (await api.write('/ppp/secret/print', ['?name=nobody'])).length === 0);

    await api.write('/ppp/secret/set', ['=.id=' + id, '=disabled=yes']);
    rows = await api.write('/ppp/secret/print', ['?disabled=true', '?name=node001', '?#&']);
    check('set and a query with operators', rows.length === 1, rows);

    const missing = await refusal(api.write('/ppp/secret/set', ['=.id=*FFFF', '=comment=x']));
    check('no such item', /no such item/.test(missing), missing);

    const many = await Promise.all(Array.from({ length: 50 }, (_, i) => api.write('/ppp/secret/add', ['=name=many' + i])));
    check('fifty commands side by side', new Set(many.map((one) => one[0].ret)).size === 50, many);
    const removed = await Promise.all(many.map((one) => api.write('/ppp/secret/remove', ['=.id=' + one[0].ret])));
    check('fifty removes side by side', removed.length === 50, removed);

    const change = await new Promise((resolve, reject) => {
        const stream = api.stream(['/ppp/secret/listen'], (error, row) => {
            if (error) reject(error);
            else if (row && row.comment === 'seen') stream.stop().then(() => resolve(row), reject);
        });
        setTimeout(() => api.write('/ppp/secret/set', ['=.id=' + id, '=comment=seen']).catch(reject), 200);
    });
    check('listen streams changes and stops', change.name === 'node001', change);

    const pings = await api.write('/ping', ['=address=192.168.88.1', '=count=2', '=interval=0.2']).catch(() => null)
        || await api.write('/ping', ['=address=192.168.88.1', '=count=1']);
    check('ping answers', pings.length >= 1 && pings[0].host === '192.168.88.1', pings);

    await api.write('/ppp/secret/remove', ['=.id=' + id]);
    check('removed', (await api.write('/ppp/secret/print', ['?name=node001'])).length === 0);
    await api.close();
    console.log('all checks passed');
    process.exit(0);
})().catch((error) => {
    console.log('FAIL  ' + (error && error.stack || error));
    process.exit(1);
});
