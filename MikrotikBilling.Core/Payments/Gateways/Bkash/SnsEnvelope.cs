using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Bkash;

/// <summary>A message of Amazon's notification service, by which bKash tells of payments: a letter inside a signed envelope.</summary>
internal sealed partial record SnsEnvelope(string Type, string MessageId, string TopicArn, string Message, string Timestamp, string SignatureVersion, byte[] Signature, string SigningCertUrl)
{
    public const string Notification = "Notification";
    public const string Confirmation = "SubscriptionConfirmation";
    public const string Farewell = "UnsubscribeConfirmation";

    public string? Subject { get; init; }
    public string? SubscribeUrl { get; init; }
    public string? Token { get; init; }

    public static Result<SnsEnvelope> Read(ReadOnlyMemory<byte> body)
    {
        var read = ProviderJson.Parse(body);
        if (!read.Ok) return read.Refusal;
        var said = read.Value;
        if (said.Exact("Type") is not (Notification or Confirmation or Farewell)) return ProviderJson.Bad("Type: a kind of message that is not known.");
        if (said.Exact("MessageId") is not { } id || !IdShape().IsMatch(id)) return ProviderJson.Bad("MessageId is missing.");
        if (said.Exact("TopicArn") is not { } topic || said.Exact("Message") is not { } message || said.Exact("Timestamp") is not { } time) return ProviderJson.Bad("TopicArn, Message or Timestamp is missing.");
        if (said.Exact("SigningCertURL") is not { } url || said.Exact("Signature") is not { } signature || said.Exact("SignatureVersion") is not { } version) return ProviderJson.Bad("The signature is missing.");
        if (Decoded(signature) is not { } bytes) return ProviderJson.Bad("Signature is no base64.");
        var envelope = new SnsEnvelope(said.Exact("Type")!, id, topic, message, time, version, bytes, url)
        {
            Subject = said.Exact("Subject"),
            SubscribeUrl = said.Exact("SubscribeURL"),
            Token = said.Exact("Token"),
        };
        return envelope.Type == Notification || envelope is { SubscribeUrl: not null, Token: not null } ? envelope : ProviderJson.Bad("SubscribeURL or Token is missing.");
    }

    /// <summary>What Amazon signs: names and values in the order of the alphabet, a line each; a subject only where there is one.</summary>
    public string SignedText
    {
        get
        {
            (string Name, string? Value)[] fields = Type == Notification
                ? [("Message", Message), ("MessageId", MessageId), ("Subject", Subject), ("Timestamp", Timestamp), ("TopicArn", TopicArn), ("Type", Type)]
                : [("Message", Message), ("MessageId", MessageId), ("SubscribeURL", SubscribeUrl), ("Timestamp", Timestamp), ("Token", Token), ("TopicArn", TopicArn), ("Type", Type)];
            return string.Concat(fields.Where(f => f.Value is not null).Select(f => $"{f.Name}\n{f.Value}\n"));
        }
    }

    /// <param name="key">The certificate's public key (SubjectPublicKeyInfo).</param>
    public bool IsSignedBy(byte[] key)
    {
        // Version 1 is what topics have that nobody changed.
        HashAlgorithmName? hash = SignatureVersion switch { "1" => HashAlgorithmName.SHA1, "2" => HashAlgorithmName.SHA256, _ => null };
        if (hash is not { } algorithm) return false;
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(key, out _);
            return rsa.VerifyData(Encoding.UTF8.GetBytes(SignedText), Signature, algorithm, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>An address of Amazon's notification service itself, and nothing that only looks like one.</summary>
    public static bool IsAmazon(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var at) && at.Scheme == Uri.UriSchemeHttps && at.IsDefaultPort && at.UserInfo.Length == 0 && at.Fragment.Length == 0 && HostShape().IsMatch(at.Host);

    public static bool IsCertificate(string? url) => IsAmazon(url) && new Uri(url!) is { Query.Length: 0 } at && at.AbsolutePath.EndsWith(".pem", StringComparison.Ordinal);

    private static byte[]? Decoded(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,100}\z", RegexOptions.None, 1000)]
    private static partial Regex IdShape();

    [GeneratedRegex(@"\Asns\.[a-z0-9-]{3,}\.amazonaws\.com(\.cn)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostShape();
}
