using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Subscriptions.Bulk;

/// <summary>Everything the form of a whole router, or a whole profile, draws.</summary>
/// <param name="Count">Services on it.</param>
public sealed record WholeView(Guid Id, string Name, bool IsRouter, int Count, Guid RunId, Guid? Chosen, IReadOnlyList<SelectOption> Options)
{
    public BulkAction Action => IsRouter ? BulkAction.Move : BulkAction.ChangeProfile;

    public string BackUrl => IsRouter ? $"/routers/{Id}" : $"/profiles/{Id}";

    public string Url => $"{BackUrl}/{(IsRouter ? "move" : "merge")}";

    public string Submit => $"{(IsRouter ? "Move" : "Merge")} {Services}";

    public IReadOnlyList<Crumb> Crumbs => [new(IsRouter ? "Routers" : "Profiles", IsRouter ? "/routers" : "/profiles"), new(Phrase.Verbatim(Name), BackUrl)];

    private Phrase Services => Count == 1 ? "1 service" : Phrase.Of($"{BulkText.Number(Count)} services");
}
