namespace MikrotikBilling.Web.Features.Payments.Kept;

internal static class KeptPages
{
    public const string Page = "/payments/kept";
    public const string Charge = $"{Page}?handler=Charge";
    public const string Remove = $"{Page}?handler=Remove";
}
