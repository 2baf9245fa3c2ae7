namespace MikrotikBilling.Core.Routers;

public static class RoutersPermissions
{
    public const string View = "routers.view";
    public const string Manage = "routers.manage";
    public const string EndSession = "routers.end-session";
}
