using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>What one profile of the router becomes.</summary>
/// <param name="ProfileId">One of ours; null makes a new one with the name and the price.</param>
public sealed record ProfileChoiceInput(int Number, Guid? ProfileId, string? Name, decimal? Price);

/// <summary>What is settled before the customers are looked at.</summary>
public sealed record SaveProposals
{
    public IReadOnlyList<ProfileChoiceInput> Profiles { get; init; } = [];

    /// <summary>Wall-clock time in the tenant's zone.</summary>
    public DateTime? EndsOn { get; init; }

    public bool UsesCommentDates { get; init; }
}

/// <summary>Which rows are meant: those of the ids, or all that a filter finds.</summary>
public sealed record RowChoice
{
    /// <summary>Ids of the services the rows would become.</summary>
    public IReadOnlyList<Guid> Ids { get; init; } = [];

    public AdoptionFilter? Filter { get; init; }
}

/// <summary>Which rows of a run a list shows.</summary>
/// <param name="Asks">Rows that wait for a decision.</param>
public sealed record AdoptionFilter(AdoptionDoubts Doubt = AdoptionDoubts.None, AdoptionDecision? Decision = null, AdoptionRowState? State = null, string? Search = null, bool Asks = false);

/// <summary>One row as a person corrects it.</summary>
public sealed record SaveAdoptionRow
{
    public string PersonName { get; init; } = "";
    public string? Phone { get; init; }
    public string? Email { get; init; }

    /// <summary>Wall-clock time in the tenant's zone; null takes the end of all.</summary>
    public DateTime? EndsOn { get; init; }

    public AdoptionDecision Decision { get; init; }

    /// <summary><c>C-000123</c>: who it belongs to; with the decision to match.</summary>
    public string? CustomerNumber { get; init; }
}

public sealed class SaveAdoptionRowValidator : AbstractValidator<SaveAdoptionRow>
{
    public SaveAdoptionRowValidator()
    {
        RuleFor(r => r.PersonName).NotEmpty().MaximumLength(160).BeLine();
        RuleFor(r => r.Phone).MaximumLength(40);
        RuleFor(r => r.Email).MaximumLength(254).EmailAddress().When(r => !string.IsNullOrWhiteSpace(r.Email));
        RuleFor(r => r.EndsOn).Must(on => on is null || on.Value.Year is >= 2000 and <= 2100).Says("A date between 2000 and 2100.");
        RuleFor(r => r.Decision).IsInEnum();
        RuleFor(r => r.CustomerNumber).MaximumLength(20);
    }
}
