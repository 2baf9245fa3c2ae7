using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Reports.Saved;

/// <summary>A saved report, what it is of, and whether the person may change it.</summary>
public sealed record CustomLine(SavedReport Report, string Title, bool MayChange);

/// <summary>What of saved reports stands on the overview.</summary>
public sealed record SavedCardsView(IReadOnlyList<CustomLine> Custom, IReadOnlyList<GeneratedLine> Made, TenantTime Time, bool MaySchedule);
