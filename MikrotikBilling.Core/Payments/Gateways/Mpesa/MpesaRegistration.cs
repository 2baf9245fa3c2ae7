using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Mpesa;

/// <summary>Tells M-Pesa where payments to the short code are to be told of. In production that is done once: changed addresses must first be deleted in its portal.</summary>
internal static class MpesaRegistration
{
    private const string Code = "gateway.register";

    public static async Task<Result<string>> SendAsync(MpesaClient client, GatewayConnection connection, CancellationToken cancellationToken)
    {
        var confirmation = connection.CallbackUrl(MpesaRoles.Confirmation);
        if (connection.IsLive && !confirmation.StartsWith("https://", StringComparison.Ordinal)) return new Refusal(Code, "M-Pesa takes https addresses only: Gateways:PublicUrl does not begin so.");
        var answer = await client.PostAsync(connection, "register addresses", "mpesa/c2b/v2/registerurl", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["ShortCode"] = connection.Setting(MpesaFields.ShortCode),
            ["ResponseType"] = connection.Setting(MpesaFields.WhenDown) == MpesaFields.Cancel ? "Cancelled" : "Completed",
            ["ConfirmationURL"] = confirmation,
            ["ValidationURL"] = connection.CallbackUrl(MpesaRoles.Validation),
        }, null, cancellationToken);
        if (answer.IsAccepted || answer.Json?.Text("ResponseCode") is "00000000") return "M-Pesa tells of payments to the short code from now on.";
        return answer.Says("already registered")
            ? new Refusal(Code, "M-Pesa has addresses for this short code already. Delete them in the portal first (Self Services, URL Management).")
            : new Refusal(Code, $"M-Pesa: {answer.ErrorWords}");
    }
}
