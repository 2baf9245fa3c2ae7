using FluentValidation;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Subscriptions.Bulk;

/// <summary>What shall be done to whom: to the main services of the customers ticked, or of all that a list shows.</summary>
public sealed record BulkRequest
{
    /// <summary>Made with the form: pressing twice starts one run. Null makes one when saving.</summary>
    public Guid? Id { get; init; }

    public BulkAction Action { get; init; }
    public int? Days { get; init; }
    public Guid? ProfileId { get; init; }
    public Guid? RouterId { get; init; }

    /// <summary>Customers; empty when <see cref="Filter"/> says who is meant.</summary>
    public IReadOnlyList<Guid> CustomerIds { get; init; } = [];

    /// <summary>All customers of this list, whatever its page.</summary>
    public BulkFilter? Filter { get; init; }
}

/// <summary>The filters of the customer list that name a set; or every service on a router, or of a profile.</summary>
public sealed record BulkFilter(string? Search, ServiceStatus? Status, Guid? ProfileId, Guid? RouterId, DateTimeOffset? EndsBefore)
{
    /// <summary>Every service of this router, not only the customers' main ones.</summary>
    public Guid? OnRouter { get; init; }

    /// <summary>Every service of this profile.</summary>
    public Guid? OnProfile { get; init; }

    public CustomerFilter ToFilter() => new(Search, Status, ProfileId, RouterId) { EndsBefore = EndsBefore };
}

public sealed class BulkRequestValidator : AbstractValidator<BulkRequest>
{
    public const int MostIds = 1000;

    public BulkRequestValidator()
    {
        RuleFor(r => r.Action).IsInEnum().NotEqual(BulkAction.Undo);
        RuleFor(r => r.Days).NotNull().InclusiveBetween(1, 3660).When(r => r.Action == BulkAction.Extend).Says("Between 1 and 3,660 days.");
        RuleFor(r => r.ProfileId).NotEmpty().When(r => r.Action == BulkAction.ChangeProfile).Says("Choose a profile.");
        RuleFor(r => r.RouterId).NotEmpty().When(r => r.Action == BulkAction.Move).Says("Choose a router.");
        RuleFor(r => r.CustomerIds).Must(ids => ids.Count <= MostIds).Says("At most 1,000 at once; take all that match a filter for more.");
        RuleFor(r => r.CustomerIds).NotEmpty().When(r => r.Filter is null).Says("Nobody is selected.");
    }
}
