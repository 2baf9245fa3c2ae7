namespace MikrotikBilling.Web.Features.Payments.Clocks;

internal static class ClocksPages
{
    internal const string List = "/payments/clock";
}
