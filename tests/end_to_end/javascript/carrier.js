// An SMSC in JavaScript, over npm's smpp package. Tests drive it by JSON, an object a line: what
// a phone texts comes in on standard input, what the service does goes out on standard output.
'use strict';

const readline = require('readline');
const smpp = require('smpp');

let ids = 0;
let service = null;

function tell(event) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

// The package has read the text already, in the alphabet that data_coding names.
function accept(session, pdu) {
  const id = `js-${++ids}`;
  session.send(pdu.response({ message_id: id }));
  const { udh, message } = pdu.short_message;
  tell({
    event: 'text',
    id,
    number: pdu.destination_addr,
    words: message,
    header: udh ? Buffer.concat(udh.map((part) => Buffer.from(part))).toString('hex') : '',
  });
}

function deliver({ reference, number, ours, octets, data_coding, esm_class }) {
  const text = {
    source_addr_ton: 1,
    source_addr_npi: 1,
    source_addr: number,
    dest_addr_ton: 1,
    dest_addr_npi: 1,
    destination_addr: ours,
    data_coding,
    esm_class,
    short_message: Buffer.from(octets, 'hex'),
  };
  service.deliver_sm(text, (answer) => {
    tell({ event: 'answered', reference, status: answer.command_status });
  });
}

const server = smpp.createServer((session) => {
  session.on('bind_transceiver', (pdu) => {
    session.send(pdu.response({ system_id: 'javascript' }));
    service = session;
    tell({ event: 'bound' });
  });
  session.on('submit_sm', (pdu) => accept(session, pdu));
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => {
    session.send(pdu.response());
    session.close();
  });
  session.on('error', (error) => tell({ event: 'error', words: String(error) }));
  session.on('close', () => tell({ event: 'unbound' }));
});

server.listen(0, '127.0.0.1', () => tell({ event: 'listening', port: server.address().port }));
readline
  .createInterface({ input: process.stdin })
  .on('line', (line) => deliver(JSON.parse(line)))
  .on('close', () => process.exit(0));
