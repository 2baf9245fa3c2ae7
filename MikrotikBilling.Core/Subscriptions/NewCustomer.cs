using FluentValidation;
using MikrotikBilling.Core.Customers;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>One form: the customer and the first subscription.</summary>
public sealed record NewCustomer
{
    /// <summary>The customer's id, made with the form: pressing twice makes one customer. Null makes one when saving.</summary>
    public Guid? Id { get; init; }

    public string Name { get; init; } = "";
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? Address { get; init; }
    public string? Notes { get; init; }

    /// <summary>Empty takes the proposal made from the name.</summary>
    public string? UserName { get; init; }

    /// <summary>Empty generates one.</summary>
    public string? Password { get; init; }

    public Guid? RouterId { get; init; }
    public Guid? ProfileId { get; init; }

    /// <summary>Wall-clock time in the tenant's zone; null starts now.</summary>
    public DateTime? StartsOn { get; init; }

    public SaveCustomer Customer => new(Name, Email, Phone, Address, Notes);
}

public sealed class NewCustomerValidator : AbstractValidator<NewCustomer>
{
    public NewCustomerValidator()
    {
        Include(new CustomerPart());
        RuleFor(c => c.UserName).Must(Credentials.IsUserName).When(c => !string.IsNullOrWhiteSpace(c.UserName)).WithMessage(Credentials.UserNameRule);
        RuleFor(c => c.Password).Must(Credentials.IsPassword).When(c => !string.IsNullOrEmpty(c.Password)).WithMessage(Credentials.PasswordRule);
        RuleFor(c => c.RouterId).NotEmpty().WithMessage("Choose a router.");
        RuleFor(c => c.ProfileId).NotEmpty().WithMessage("Choose a profile.");
        RuleFor(c => c.StartsOn).Must(on => on is null || on.Value.Year is >= 2000 and <= 2100).WithMessage("A date between 2000 and 2100.");
    }

    private sealed class CustomerPart : AbstractValidator<NewCustomer>
    {
        private static readonly SaveCustomerValidator Rules = new();

        public CustomerPart() => RuleFor(c => c).Custom((input, context) =>
        {
            foreach (var failure in Rules.Validate(input.Customer).Errors) context.AddFailure(failure);
        });
    }
}
