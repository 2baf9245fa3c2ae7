namespace MikrotikBilling.Web.Features.Payments.Gateways;

internal static partial class GatewaysLog
{
    [LoggerMessage(380, LogLevel.Warning, "A callback with the key {Key} from {From} was refused: {Why}")]
    public static partial void CallbackRefused(ILogger logger, string key, string? from, string why);
}
