using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>Sections as forms and programs see them; the password never leaves.</summary>
internal static class SettingsJson
{
    public static SaveRegion Of(Tenant tenant) => new()
    {
        Currency = tenant.Currency,
        TimeZone = tenant.TimeZone,
        Country = tenant.Country,
        Language = tenant.Language,
        DateStyle = tenant.DateStyle,
        ClockStyle = tenant.ClockStyle,
        NumberStyle = tenant.NumberStyle,
        FirstDayOfWeek = tenant.FirstDayOfWeek,
    };

    public static SaveRouterDefaults RouterDefaultsOf(SystemSettings settings) => new()
    {
        UserName = settings.RouterUserName,
        Port = settings.RouterPort,
        UseTls = settings.RouterUseTls,
        AddressHint = settings.RouterAddressHint,
    };

    public static SavePayPage PayPageOf(SystemSettings settings) => new() { Url = settings.PayPageUrl, Hosts = settings.PayPageHosts };

    public static SaveDrift DriftOf(SystemSettings settings) => new()
    {
        RepairsDrift = settings.RepairsDrift,
        BrakePercent = settings.BrakePercent,
        BrakeMinimum = settings.BrakeMinimum,
        BrakeCountsEnds = settings.BrakeCountsEnds,
    };

    public static SaveClock ClockOf(SystemSettings settings) => new() { OnlineWithinSeconds = settings.OnlineWithinSeconds, AppliedWithinMinutes = settings.AppliedWithinMinutes };

    public static SaveGrace GraceOf(SystemSettings settings) => new() { GraceDays = settings.GraceDays };

    public static SaveRetention RetentionOf(SystemSettings settings) => new()
    {
        RouterLogDays = settings.RouterLogDays,
        JobRunDays = settings.JobRunDays,
        SessionDays = settings.SessionDays,
        UsageSampleDays = settings.UsageSampleDays,
        UsageHourDays = settings.UsageHourDays,
        UsageDayDays = settings.UsageDayDays,
        EmailDays = settings.EmailDays,
        GatewayMessageDays = settings.GatewayMessageDays,
    };
}
