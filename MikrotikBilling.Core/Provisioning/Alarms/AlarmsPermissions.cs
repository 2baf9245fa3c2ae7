namespace MikrotikBilling.Core.Provisioning.Alarms;

public static class AlarmsPermissions
{
    public const string View = "alarms.view";
    public const string Acknowledge = "alarms.acknowledge";
}
