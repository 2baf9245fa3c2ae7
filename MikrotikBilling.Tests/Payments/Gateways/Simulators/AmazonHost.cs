using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Simulators;

/// <summary>Amazon's notification service: what it serves to the program, and messages signed as it signs them.</summary>
internal sealed class AmazonHost : IDisposable
{
    public const string Certificate = "https://sns.ap-southeast-1.amazonaws.com/SimpleNotificationService-simulated.pem";
    public const string Topic = "arn:aws:sns:ap-southeast-1:000000000000:bpt_simulated";

    private readonly RSA _key = TestKeys.Rent();
    private readonly ConcurrentQueue<string> _asked = new();
    private int _numbers;

    public AmazonHost()
    {
        var request = new CertificateRequest("CN=sns.amazonaws.com", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2046, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Files[Certificate] = certificate.ExportCertificatePem();
    }

    /// <summary>By their addresses; anything else is not there.</summary>
    public ConcurrentDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>All that the program fetched, oldest first.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public bool IsAway { get; set; }

    /// <summary>Whatever goes to Amazon's hosts comes here; all other calls go where they went.</summary>
    public void StandIn(IServiceCollection services) => services.AddHttpClient(GatewayHttp.ClientName).AddHttpMessageHandler(() => new Handler(this));

    /// <summary>A message in its envelope.</summary>
    /// <param name="message">What it carries.</param>
    /// <param name="change">Makes it another before it is signed.</param>
    public string Write(string message, string version = "1", string type = "Notification", Action<Dictionary<string, string>>? change = null)
    {
        var id = $"3d1e9a5c-{Interlocked.Increment(ref _numbers):D4}-5000-8000-000000000000";
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Type"] = type,
            ["MessageId"] = id,
            ["TopicArn"] = Topic,
            ["Message"] = message,
            ["Timestamp"] = "2026-11-20T09:59:40.000Z",
            ["SignatureVersion"] = version,
            ["SigningCertURL"] = Certificate,
        };
        if (type != "Notification") (fields["Token"], fields["SubscribeURL"]) = ("token0001", "https://sns.ap-southeast-1.amazonaws.com/?Action=ConfirmSubscription&Token=token0001");
        change?.Invoke(fields);
        fields["Signature"] = Convert.ToBase64String(_key.SignData(Encoding.UTF8.GetBytes(SignedText(fields)), version == "2" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));
        return JsonSerializer.Serialize(fields);
    }

    public void Dispose() => TestKeys.Return(_key);

    private static string SignedText(Dictionary<string, string> fields)
    {
        var text = new StringBuilder();
        foreach (var name in (string[])["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"])
            if (fields.TryGetValue(name, out var value)) text.Append(name).Append('\n').Append(value).Append('\n');
        return text.ToString();
    }

    private sealed class Handler(AmazonHost host) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var url = request.RequestUri!;
            if (!url.Host.Contains("amazonaws", StringComparison.Ordinal)) return base.SendAsync(request, cancellationToken);
            host._asked.Enqueue(url.AbsoluteUri);
            if (host.IsAway) return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("") });
            var found = host.Files.TryGetValue(url.AbsoluteUri, out var file) || url.Query.Contains("Action=ConfirmSubscription", StringComparison.Ordinal);
            return Task.FromResult(new HttpResponseMessage(found ? HttpStatusCode.OK : HttpStatusCode.NotFound) { Content = new StringContent(file ?? "<ConfirmSubscriptionResponse/>") });
        }
    }
}
