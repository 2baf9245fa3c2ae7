"""A real SMTP server (Debian's python3-aiosmtpd) for the tests: says its port, then each email it took as one line of JSON.

smtp_server.py PORT [CERT KEY [USER PASSWORD]]   PORT 0 takes a free one; without CERT there is no STARTTLS.

What it does with an email follows from the name before the @ of its recipient.
"""
import asyncio
import base64
import email
import email.header
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

REPLIES = {
    "nobody": "550 5.1.1 No such user here",
    "busy": "450 4.2.0 Greylisted, come back later",
    "error": "451 4.3.0 Local error, come back later",
    "relay": "554 5.7.1 Relay access denied",
}


class Server(SMTP):
    # .NET says the mechanism in lower case, and this version of aiosmtpd looks it up as said.
    auth_login = SMTP.auth_LOGIN
    auth_plain = SMTP.auth_PLAIN


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if reply := REPLIES.get(address.split("@")[0]):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0].split("@")[0] if envelope.rcpt_tos else ""
        if to == "spam":
            return "554 5.6.0 We do not want this"
        if to == "full":
            return "452 4.3.1 No space left"
        if to == "hang":
            await asyncio.sleep(60)
        if to == "drop":
            server.transport.close()
            return "250 never heard"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        # Read the older way: the newer one puts a space between the pieces of an encoded name (against RFC 2047, 6.2).
        plain = email.message_from_bytes(envelope.content)
        text, html = message.get_body(("plain",)), message.get_body(("html",))
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "encrypted": session.ssl is not None,
            "authenticated": bool(session.authenticated),
            "subject": message["subject"],
            "headers": {name.lower(): str(email.header.make_header(email.header.decode_header(value))) for name, value in plain.items()},
            "text": text and text.get_content(),
            "html": html and html.get_content(),
            "files": [{
                "name": part.get_filename(),
                "type": part.get_content_type(),
                "bytes": base64.b64encode(part.get_payload(decode=True)).decode(),
            } for part in message.iter_attachments()],
        }), flush=True)
        return "250 2.0.0 taken"


async def main(port, certificate=None, key=None, user=None, password=None):
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)

    def authenticate(server, session, envelope, mechanism, data):
        right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    server = await asyncio.get_running_loop().create_server(lambda: Server(
        Handler(), hostname="mail.test.example", tls_context=context, require_starttls=context is not None,
        authenticator=authenticate if user else None, auth_required=user is not None), "127.0.0.1", int(port))
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until the test lets go


asyncio.run(main(*sys.argv[1:]))
