using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MikrotikBilling.Core.Payments.Gateways.PayPal;

/// <summary>The headers by which PayPal signs a message: over its own id, its time, the webhook's id and a checksum of the body.</summary>
internal sealed partial record PayPalSignature(string TransmissionId, string Time, string CertificateUrl, string Text)
{
    public const string Algorithm = "SHA256withRSA";
    private const string IdHeader = "PAYPAL-TRANSMISSION-ID";
    private const string TimeHeader = "PAYPAL-TRANSMISSION-TIME";
    private const string TextHeader = "PAYPAL-TRANSMISSION-SIG";
    private const string CertificateHeader = "PAYPAL-CERT-URL";
    private const string AlgorithmHeader = "PAYPAL-AUTH-ALGO";
    private const int LongestUrl = 500;
    private const int LongestText = 1000;
    private const uint Polynomial = 0xEDB88320;

    /// <summary>Null where one of them is missing, or is not what PayPal sends.</summary>
    public static PayPalSignature? Of(CallbackRequest request)
    {
        var signature = new PayPalSignature(request.Header(IdHeader), request.Header(TimeHeader), request.Header(CertificateHeader), request.Header(TextHeader));
        return request.Header(AlgorithmHeader) == Algorithm && WordShape().IsMatch(signature.TransmissionId) && WordShape().IsMatch(signature.Time)
            && signature.CertificateUrl.Length is > 0 and <= LongestUrl && signature.Text.Length is > 0 and <= LongestText ? signature : null;
    }

    /// <summary>By which other messages under the same signature are found.</summary>
    public string FirstLine => $"{IdHeader}: {TransmissionId}\n";

    /// <summary>To be kept beside the message.</summary>
    public string Kept => $"{FirstLine}{TimeHeader}: {Time}\n{CertificateHeader}: {CertificateUrl}\n{AlgorithmHeader}: {Algorithm}\n{TextHeader}: {Text}";

    /// <param name="key">The certificate's public key (SubjectPublicKeyInfo).</param>
    public bool IsBy(byte[] key, string webhookId, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[Text.Length];
        if (!Convert.TryFromBase64String(Text, bytes, out var length)) return false;
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(key, out _);
            return rsa.VerifyData(Encoding.UTF8.GetBytes(SignedText(TransmissionId, Time, webhookId, body)), bytes.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public static string SignedText(string transmissionId, string time, string webhookId, ReadOnlySpan<byte> body) => string.Create(CultureInfo.InvariantCulture, $"{transmissionId}|{time}|{webhookId}|{Checksum(body)}");

    /// <summary>CRC32 as in IEEE 802.3. It keeps accidents away, and nobody who means it.</summary>
    public static uint Checksum(ReadOnlySpan<byte> body)
    {
        var sum = uint.MaxValue;
        foreach (var part in body)
        {
            sum ^= part;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ Polynomial;
        }
        return ~sum;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9.:+-]{1,100}\z", RegexOptions.None, 1000)]
    private static partial Regex WordShape();
}
