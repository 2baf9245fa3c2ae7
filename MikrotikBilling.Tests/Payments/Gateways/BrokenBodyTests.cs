using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Signed;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Signed rightly, and no message: each is refused, nothing is kept, nothing inside is shown, and the next good one is taken.</summary>
public sealed class BrokenBodyTests : IAsyncLifetime
{
    private static readonly string[] Wrong =
    [
        // No object at all.
        "", " ", "null", "true", "12", "\"text\"", "[]", "[{}]", "{", "}", "{}", "{}{}", "{,}", "{\"a\":}", "not json", "<xml/>", "transaction_id=A&amount=1", "{\"transaction_id\":\"A\"", "\u0000",
        // Fields that are not there, or of another kind.
        With("transaction_id", null), With("customer_username", null), With("amount", null), With("currency", null), With("status", null),
        With("transaction_id", "[\"A\"]"), With("transaction_id", "{}"), With("transaction_id", "null"), With("transaction_id", "\"\""), With("transaction_id", "\"A B\""), With("transaction_id", "\"../A\""),
        With("transaction_id", $"\"{new string('A', 65)}\""), With("customer_username", "{\"a\":1}"), With("customer_username", "\"j\\u0000\""), With("customer_username", "\"\\ud800\""),
        With("status", "\"paid\""), With("status", "\"SUCCESS\""), With("status", "1"), With("currency", "\"kes\""), With("currency", "\"K\""), With("currency", "404"),
        // Amounts that are none.
        With("amount", "0"), With("amount", "-0.00"), With("amount", "-1"), With("amount", "1e3"), With("amount", "1e999"), With("amount", "12345678901"), With("amount", new string('9', 40)), With("amount", "1.001"),
        With("amount", "\"NaN\""), With("amount", "NaN"), With("amount", "\"Infinity\""), With("amount", "\"1,500.00\""), With("amount", "\"0x10\""), With("amount", "\" 1\""), With("amount", "true"), With("amount", "[1]"), With("amount", "\"\""),
        With("amount", "\"١٥٠٠\""), With("amount", "01"), With("amount", "+1"),
        // Two that say different things.
        """{"transaction_id":"A","transaction_id":"B","customer_username":"j","amount":1,"currency":"KES","status":"success"}""",
        """{"transaction_id":"A","Amount":1,"customer_username":"j","amount":2,"currency":"KES","status":"success"}""",
        """{"transaction_id":"A","\u0061mount":1,"customer_username":"j","amount":2,"currency":"KES","status":"success"}""",
        // A name that is no text.
        """{"\ud800":1,"transaction_id":"A","customer_username":"j","amount":1,"currency":"KES","status":"success"}""", """{"a":[{"\udfff":{}}]}""",
        // Deep.
        $"{new string('[', 30_000)}{new string(']', 30_000)}", string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100),
    ];

    private TestApp _app = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync(clock: new FakeClock(GatewayStory.SampledAt))).ServeAsync();
        await _app.SignedAccountAsync();
        _http = new HttpClient { BaseAddress = _app.Address };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task EachOfThem_Is400_KeepsNothing_AndShowsNothingOfTheInside()
    {
        foreach (var body in Wrong) await RefusesAsync(Encoding.UTF8.GetBytes(body), body);
        await RefusesAsync([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D], "bytes that are no UTF-8");
        await RefusesAsync(Packed(GatewayStory.Body("A", "jane")), "packed");

        (await _app.EventsAsync()).ShouldBeEmpty();
        (await _app.Db(db => db.Set<GatewayMovement>().CountAsync())).ShouldBe(0);
        (await _http.TellAsync(_app.Signed(GatewayStory.Body("GOOD", "nobody")))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Huge_OfAnotherKind_OrByAnotherVerb_IsRefusedBeforeItIsRead()
    {
        using var text = _app.Signed(GatewayStory.Body("A", "j"));
        text.Content!.Headers.ContentType!.MediaType = "text/plain";
        using var got = await _http.GetAsync(new Uri(SignedGateway.Path, UriKind.Relative));

        (await _http.TellAsync(_app.Signed(new string(' ', 70_000)))).Status.ShouldBe(413);
        (await _http.TellAsync(text)).Status.ShouldBe(415);
        got.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await _app.EventsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Content-Length: 2\r\nContent-Length: 5\r\n")]
    [InlineData("Content-Length: -1\r\n")]
    [InlineData("Content-Length: 99999999999999999999\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 2\r\nTransfer-Encoding: gzip\r\n")]
    public async Task LengthsThatContradict_EndTheConnection(string lengths)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_app.Address.Host, _app.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {SignedGateway.Path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{lengths}Connection: close\r\n\r\n{{}}"));

        var answer = await new StreamReader(stream).ReadToEndAsync();

        answer.ShouldStartWith("HTTP/1.1 4");
        (await _app.EventsAsync()).ShouldBeEmpty();
    }

    private async Task RefusesAsync(byte[] body, string what)
    {
        var answer = await _http.TellAsync(GatewayStory.Request(body, GatewayStory.KeyId, SignedHeader.Write(body, GatewayStory.Secret, _app.Clock.GetUtcNow())));
        var shown = what.Length > 100 ? what[..100] : what;
        answer.Status.ShouldBe(400, shown);
        answer.Body.GetRawText().ShouldNotContain("Exception", customMessage: shown);
        answer.Body.GetRawText().ShouldNotContain("LineNumber", customMessage: shown);
    }

    /// <summary>A good message with another value in this place; null leaves the field out.</summary>
    private static string With(string field, string? value)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["transaction_id"] = "\"A\"",
            ["customer_username"] = "\"j\"",
            ["amount"] = "1",
            ["currency"] = "\"KES\"",
            ["status"] = "\"success\"",
            ["payment_method"] = "\"M\"",
            [field] = value,
        };
        return $"{{{string.Join(',', fields.Where(f => f.Value is not null).Select(f => $"\"{f.Key}\":{f.Value}"))}}}";
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
