using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Web.Features.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Saved;

/// <summary>Which reports make themselves, at what time, and who of the staff gets them.</summary>
[Authorize(ReportsPermissions.Schedule)]
public sealed class ScheduleModel(ReportScheduleService service, EmailSettingsQueries email) : SettingsPageModel<SaveReportSchedule, ScheduleForm>
{
    public IReadOnlyList<NoticePerson> Readers { get; private set; } = [];

    public bool IsEmailSetUp { get; private set; }

    protected override (string Url, Phrase Toast) Saved => (SavedPages.Schedule, "Saved.");

    protected override object Parameters => new { Input, Version, IsStale, Readers, IsEmailSetUp, Errors = FormErrors.From(ModelState) };

    protected override async Task<(SaveReportSchedule Input, int Version)> ReadAsync(CancellationToken cancellationToken)
    {
        var stored = await service.FindAsync(cancellationToken);
        return (new SaveReportSchedule
        {
            Daily = stored.Daily,
            Weekly = stored.Weekly,
            Monthly = stored.Monthly,
            Time = stored.Time,
            DailyTo = stored.DailyTo,
            WeeklyTo = stored.WeeklyTo,
            MonthlyTo = stored.MonthlyTo,
        }, stored.Version);
    }

    protected override async Task<Result> SaveAsync(CancellationToken cancellationToken)
    {
        var saved = await service.SaveAsync(Input, Version, cancellationToken);
        return saved.Ok ? Result.Success : saved.Refusal;
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        Readers = await service.ReadersAsync(cancellationToken);
        IsEmailSetUp = (await email.CurrentAsync(cancellationToken)).IsSetUp;
    }
}
