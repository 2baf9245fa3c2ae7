using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.RouterOs.Wire;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers.RouterOs;

/// <summary>A server on loopback that does to each connection what the test's script says.</summary>
internal sealed class ScriptedRouter : IAsyncDisposable
{
    public const string Password = "s3cret-Pa55";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Session, Task> _script;
    private readonly X509Certificate2? _certificate;
    private readonly List<Socket> _sockets = [];
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _accepted;

    public ScriptedRouter(Func<Session, Task> script, X509Certificate2? certificate = null)
    {
        _script = script;
        _certificate = certificate;
        _listener.Start();
        Endpoint = new RouterOsEndpoint("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, certificate is not null);
        _ = AcceptAsync();
    }

    public RouterOsEndpoint Endpoint { get; }

    public static RouterOsCredentials Credentials { get; } = new("admin", Password);

    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>A router that logs in whoever comes and then follows the script.</summary>
    public static ScriptedRouter LoggedIn(Func<Session, Task> script) => new(async session =>
    {
        await session.AcceptLoginAsync();
        await script(session);
    });

    public static RouterOsOptions LocalOptions() => new() { AllowLocalHosts = true };

    public static RouterOsConnector Connector(RouterOsOptions? options = null, TimeProvider? clock = null)
    {
        var wrapped = Options.Create(options ?? LocalOptions());
        return new RouterOsConnector(wrapped, new HostGuard(wrapped, clock ?? TimeProvider.System), clock ?? TimeProvider.System);
    }

    public async Task<RouterOsConnection> ConnectAsync(RouterOsOptions? options = null, TimeProvider? clock = null, RouterOsEndpoint? endpoint = null) =>
        (RouterOsConnection)await Connector(options, clock).ConnectAsync(endpoint ?? Endpoint, Credentials, Soon());

    /// <summary>A token that ends a test that hangs.</summary>
    public static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    public static X509Certificate2 NewCertificate(string name = "router")
    {
        var key = TestKeys.Rent();
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var made = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
        TestKeys.Return(key);
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        lock (_sockets)
        {
            foreach (var socket in _sockets) socket.Dispose();
        }
        _failure.TrySetResult();
        await _failure.Task; // an assertion inside the script fails the test
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                socket.NoDelay = true;
                lock (_sockets) _sockets.Add(socket);
                Interlocked.Increment(ref _accepted);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(_certificate);
                stream = tls;
            }
            await _script(new Session(socket, stream));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException
            or EndOfStreamException or WireFormatException)
        {
            // the client went away
        }
        catch (Exception e)
        {
            _failure.TrySetException(e);
        }
    }

    /// <summary>One sentence received, its tag taken out.</summary>
    internal sealed record Sentence(string Path, IReadOnlyList<string> Words, string? Tag)
    {
        public string this[string name] => Words.First(w => w.StartsWith($"={name}=", StringComparison.Ordinal))[(name.Length + 2)..];
    }

    internal sealed class Session(Socket socket, Stream stream)
    {
        private readonly SentenceReader _reader = new(PipeReader.Create(stream));

        public Stream Stream => stream;

        /// <summary>The next sentence; never ends when the client has closed, so that a script simply stops there.</summary>
        public async Task<Sentence> ReadAsync()
        {
            var words = await _reader.ReadAsync(CancellationToken.None) ?? throw new EndOfStreamException();
            var texts = words.Select(w => WireText.Decode(w.Span)).ToList();
            var tag = texts.FirstOrDefault(w => w.StartsWith(".tag=", StringComparison.Ordinal))?[5..];
            return new Sentence(texts[0], [.. texts.Skip(1).Where(w => !w.StartsWith(".tag=", StringComparison.Ordinal))], tag);
        }

        public async Task<Sentence> AcceptLoginAsync()
        {
            var login = await ReadAsync();
            login.Path.ShouldBe("/login");
            await DoneAsync(login);
            return login;
        }

        public Task DoneAsync(Sentence to, params string[] words) => SendAsync(["!done", .. words, $".tag={to.Tag}"]);

        public Task RowAsync(Sentence to, params string[] words) => SendAsync(["!re", .. words, $".tag={to.Tag}"]);

        public Task TrapAsync(Sentence to, string message, params string[] words) =>
            SendAsync(["!trap", .. words, $"=message={message}", $".tag={to.Tag}"]);

        public Task SendAsync(params string[] words) => SendBytesAsync(Bytes(words));

        public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes)
        {
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
        }

        public void Close() => socket.Shutdown(SocketShutdown.Send);

        public void Reset()
        {
            socket.LingerState = new LingerOption(enable: true, 0);
            socket.Close();
        }

        /// <summary>Keeps the connection open and silent until the client leaves.</summary>
        public async Task StaySilentAsync()
        {
            while (true) await ReadAsync();
        }
    }

    public static byte[] Bytes(params string[] words)
    {
        var output = new ArrayBufferWriter<byte>();
        SentenceWriter.Write(output, words);
        return output.WrittenSpan.ToArray();
    }
}
