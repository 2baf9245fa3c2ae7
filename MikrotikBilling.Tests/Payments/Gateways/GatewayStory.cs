using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Signed;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Sentences for tests about payment providers.</summary>
internal static class GatewayStory
{
    public const string KeyId = "k1";
    public const string Secret = "generic-fixture-secret-0001-and-some-more";

    /// <summary>The secret that the samples are signed with; shorter than a person may choose.</summary>
    public const string SampleSecret = "generic-fixture-secret-0001";

    /// <summary>The moment the samples were signed at.</summary>
    public static DateTimeOffset SampledAt { get; } = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    public static Task<GatewayAccount> SignedAccountAsync(this TestApp app, string keyId = KeyId, string secret = Secret) => app.ScopeAsync(async s =>
    {
        var db = s.GetRequiredService<AppDbContext>();
        var account = new GatewayAccount
        {
            Gateway = SignedGateway.Key,
            Name = "Till",
            Token = keyId,
            CreatedAt = app.Clock.GetUtcNow(),
            ProtectedSecrets = s.GetRequiredService<GatewaySecrets>().Seal(new Dictionary<string, string>(StringComparer.Ordinal) { [SignedGateway.Secret] = secret }),
        };
        db.Add(account);
        await db.SaveChangesAsync();
        return account;
    });

    public static string Body(string id, string user, string amount = "1500.00", string status = "success", string currency = "KES") =>
        $$"""{"transaction_id":"{{id}}","customer_username":"{{user}}","amount":{{amount}},"currency":"{{currency}}","status":"{{status}}","payment_method":"MPESA"}""";

    public static HttpRequestMessage Signed(this TestApp app, string body, string keyId = KeyId, string secret = Secret, DateTimeOffset? at = null) =>
        Request(Encoding.UTF8.GetBytes(body), keyId, SignedHeader.Write(Encoding.UTF8.GetBytes(body), secret, at ?? app.Clock.GetUtcNow()));

    public static HttpRequestMessage Request(byte[] body, string keyId, string signature, string path = "/api/payments/callback")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation(SignedGateway.KeyHeader, keyId);
        request.Headers.TryAddWithoutValidation(SignedGateway.SignatureHeader, signature);
        return request;
    }

    public static async Task<(int Status, JsonElement Body)> TellAsync(this HttpClient http, HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            return ((int)answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
        }
    }

    public static Task<List<GatewayEvent>> EventsAsync(this TestApp app) => app.Db(db => db.Set<GatewayEvent>().AsNoTracking().OrderBy(e => e.ReceivedAt).ToListAsync());

    public static byte[] Sample(string file)
    {
        using var stream = typeof(GatewayStory).Assembly.GetManifestResourceStream($"Gateways.{file}") ?? throw new FileNotFoundException(file);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
