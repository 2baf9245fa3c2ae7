using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using MikrotikBilling.Core.Routers.RouterOs.Wire;
using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Tests.Routers.Simulation;

/// <summary>A reply sentence: its word, attributes and tag.</summary>
internal sealed record Reply(string Word, Dictionary<string, string> Values, string? Tag, string[] Words)
{
    public string? this[string name] => Values.GetValueOrDefault(name);

    public override string ToString() => string.Join(' ', Words);
}

/// <summary>Sentences over a socket and nothing more: what it sends and gets is what is on the wire.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly SentenceReader _reader;
    private readonly PipeWriter _writer;

    private RawClient(Stream stream)
    {
        _stream = stream;
        _reader = new SentenceReader(PipeReader.Create(stream));
        _writer = PipeWriter.Create(stream);
    }

    public string? CertificateSha256 { get; private set; }

    public static async Task<RawClient> OpenAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new RawClient(new NetworkStream(socket, ownsSocket: true));
    }

    public static async Task<RawClient> OpenTlsAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        string? shown = null;
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), false, (_, certificate, _, _) =>
        {
            shown = certificate?.GetCertHashString(HashAlgorithmName.SHA256);
            return shown is not null; // tests compare it with the simulator's own
        });
        await stream.AuthenticateAsClientAsync("router");
        return new RawClient(stream) { CertificateSha256 = shown };
    }

    /// <summary>Opens and logs in as the simulator's first user.</summary>
    public static async Task<RawClient> LogInAsync(RouterSimulator simulator)
    {
        var client = await OpenAsync(simulator.Port);
        (await client.LoginAsync(simulator.UserName, simulator.Password))[^1].Word.ShouldBe("!done");
        return client;
    }

    public Task<List<Reply>> LoginAsync(string name, string password) => RunAsync("/login", $"=name={name}", $"=password={password}");

    /// <summary>The login from before 6.43.</summary>
    public async Task<List<Reply>> ChallengeLoginAsync(string name, string password, string? tag = null)
    {
        var challenge = Convert.FromHexString((await RunAsync("/login"))[^1]["ret"]!);
#pragma warning disable CA5351 // that login is defined with MD5
        var digest = MD5.HashData([0, .. System.Text.Encoding.UTF8.GetBytes(password), .. challenge]);
#pragma warning restore CA5351
        string[] words = ["/login", $"=name={name}", $"=response=00{Convert.ToHexStringLower(digest)}"];
        return await RunAsync(tag is null ? words : [.. words, $".tag={tag}"]);
    }

    public async Task SendAsync(params string[] words)
    {
        SentenceWriter.Write(_writer, words);
        await _writer.FlushAsync();
    }

    /// <summary>The next sentence, or null when the router closed the connection.</summary>
    public async Task<Reply?> NextAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            return await _reader.ReadAsync(deadline.Token) is { } words
                ? Parse(words.Select(word => WireText.Decode(word.Span)).ToArray()) : null;
        }
        catch (IOException error) when (error is not (WireFormatException or EndOfStreamException))
        {
            return null; // reset by peer
        }
    }

    /// <summary>Sends a command and gathers its replies up to <c>!done</c>, <c>!fatal</c> or the end of the connection.</summary>
    public async Task<List<Reply>> RunAsync(params string[] words)
    {
        await SendAsync(words);
        return await ReadUntilDoneAsync(words.FirstOrDefault(word => word.StartsWith(".tag=", StringComparison.Ordinal))?[5..]);
    }

    public async Task<List<Reply>> ReadUntilDoneAsync(string? tag = null)
    {
        var replies = new List<Reply>();
        while (await NextAsync() is { } reply)
        {
            if (tag is not null && reply.Tag != tag && reply.Word != "!fatal") continue;
            replies.Add(reply);
            if (reply.Word is "!done" or "!fatal") break;
        }
        return replies;
    }

    /// <summary>The rows of a print.</summary>
    public async Task<List<Reply>> RowsAsync(params string[] words) => [.. (await RunAsync(words)).Where(reply => reply.Word == "!re")];

    /// <summary>The message of the first trap, null when the command went well.</summary>
    public async Task<string?> TrapAsync(params string[] words) =>
        (await RunAsync(words)).FirstOrDefault(reply => reply.Word == "!trap")?["message"];

    /// <summary>Adds a row and returns its id.</summary>
    public async Task<string> AddAsync(params string[] words)
    {
        var replies = await RunAsync(words);
        return replies[^1]["ret"] ?? throw new InvalidOperationException(string.Join('\n', replies));
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static Reply Parse(string[] words)
    {
        var values = new Dictionary<string, string>();
        string? tag = null;
        foreach (var word in words.Skip(1))
        {
            if (word.StartsWith(".tag=", StringComparison.Ordinal)) tag = word[5..];
            else if (word.StartsWith('=') && word.IndexOf('=', 1) is > 0 and var equals) values[word[1..equals]] = word[(equals + 1)..];
        }
        return new Reply(words[0], values, tag, words);
    }
}

internal static class PrintedNumbers
{
    public static long AsNumber(this string printed) => long.Parse(printed, System.Globalization.CultureInfo.InvariantCulture);
}
