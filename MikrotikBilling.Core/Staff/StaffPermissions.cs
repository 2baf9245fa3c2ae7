namespace MikrotikBilling.Core.Staff;

public static class StaffPermissions
{
    public const string View = "staff.view";
    public const string Manage = "staff.manage";
}
