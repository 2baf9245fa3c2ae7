using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.SslCommerz;

/// <summary>Reads the message of a payment. That one was paid counts once SSLCommerz has said so itself; that it was not, ends the request.</summary>
internal static class SslCommerzMessages
{
    public static Result<GatewayMessage> Read(ReadOnlyMemory<byte> body)
    {
        var form = SslCommerzForm.Read(body);
        if (!form.Ok) return form.Refusal;
        var read = SslCommerzPayment.Read(name => form.Value[name]);
        if (!read.Ok) return read.Refusal;
        var payment = read.Value;
        var news = payment.Attempt is not { } attempt ? new GatewayNews { Words = $"SSLCommerz tells of {payment.TranId}: {payment.Status}." }
            : payment.IsPaid ? new GatewayNews { Attempt = attempt, Money = payment.Fact(payment.MovementId), Question = payment.ValId }
            : new GatewayNews { Attempt = attempt with { IsNeeded = true } };
        return new GatewayMessage($"{payment.TranId}:{payment.Status}:{HashOf(payment)}", news);
    }

    private static string HashOf(SslCommerzPayment payment)
    {
        string?[] said = [payment.ValId, payment.BankId, payment.Amount?.Minor.ToString(CultureInfo.InvariantCulture), payment.Amount?.Currency, payment.IsRisky ? "risky" : "", payment.Error];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(said))))[..32];
    }
}
