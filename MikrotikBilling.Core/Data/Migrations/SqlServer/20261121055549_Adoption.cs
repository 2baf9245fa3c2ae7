using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Adoption : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AdoptionRuns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RouterId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    State = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Note = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    StopRequested = table.Column<bool>(type: "bit", nullable: false),
                    Way = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    UsesCommentDates = table.Column<bool>(type: "bit", nullable: false),
                    Rows = table.Column<int>(type: "int", nullable: false),
                    Passwords = table.Column<int>(type: "int", nullable: false),
                    Sessions = table.Column<int>(type: "int", nullable: false),
                    ToAdopt = table.Column<int>(type: "int", nullable: false),
                    Adopted = table.Column<int>(type: "int", nullable: false),
                    Failed = table.Column<int>(type: "int", nullable: false),
                    ActorKind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    ActorId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ActorName = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    From = table.Column<string>(type: "nvarchar(45)", maxLength: 45, nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ReadAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    FinishedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    ClaimedUntil = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    PurgedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AdoptionRuns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AdoptionRuns_Routers_RouterId",
                        column: x => x.RouterId,
                        principalTable: "Routers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AdoptionProfiles",
                columns: table => new
                {
                    RunId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    RouterProfile = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: true),
                    RateText = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    Download = table.Column<long>(type: "bigint", nullable: false),
                    Upload = table.Column<long>(type: "bigint", nullable: false),
                    BurstDownload = table.Column<long>(type: "bigint", nullable: true),
                    BurstUpload = table.Column<long>(type: "bigint", nullable: true),
                    BurstThresholdDownload = table.Column<long>(type: "bigint", nullable: true),
                    BurstThresholdUpload = table.Column<long>(type: "bigint", nullable: true),
                    BurstSeconds = table.Column<int>(type: "int", nullable: true),
                    Pool = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    LocalAddress = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    SharedUsers = table.Column<int>(type: "int", nullable: false),
                    IdleMinutes = table.Column<int>(type: "int", nullable: true),
                    SessionMinutes = table.Column<int>(type: "int", nullable: true),
                    Misfit = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    Difference = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    Users = table.Column<int>(type: "int", nullable: false),
                    ProfileId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    NewId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    PriceMinor = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AdoptionProfiles", x => new { x.RunId, x.Number });
                    table.ForeignKey(
                        name: "FK_AdoptionProfiles_AdoptionRuns_RunId",
                        column: x => x.RunId,
                        principalTable: "AdoptionRuns",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AdoptionRows",
                columns: table => new
                {
                    RunId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    ProfileNumber = table.Column<int>(type: "int", nullable: false),
                    IsDisabled = table.Column<bool>(type: "bit", nullable: false),
                    IsOnline = table.Column<bool>(type: "bit", nullable: false),
                    MacAddress = table.Column<string>(type: "nvarchar(17)", maxLength: 17, nullable: true),
                    Address = table.Column<string>(type: "nvarchar(45)", maxLength: 45, nullable: true),
                    Comment = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    ProtectedPassword = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: false),
                    PersonName = table.Column<string>(type: "nvarchar(160)", maxLength: 160, nullable: false),
                    Phone = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: true),
                    Email = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: true),
                    CommentEndsAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    SubscriptionId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CustomerId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    GroupId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    MatchId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    DoubtBits = table.Column<int>(type: "int", nullable: false),
                    Decision = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    State = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Message = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AdoptionRows", x => new { x.RunId, x.Number });
                    table.ForeignKey(
                        name: "FK_AdoptionRows_AdoptionRuns_RunId",
                        column: x => x.RunId,
                        principalTable: "AdoptionRuns",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AdoptionRows_RunId_State_Decision_Number",
                table: "AdoptionRows",
                columns: new[] { "RunId", "State", "Decision", "Number" });

            migrationBuilder.CreateIndex(
                name: "IX_AdoptionRows_RunId_SubscriptionId",
                table: "AdoptionRows",
                columns: new[] { "RunId", "SubscriptionId" });

            migrationBuilder.CreateIndex(
                name: "IX_AdoptionRuns_RouterId_Id",
                table: "AdoptionRuns",
                columns: new[] { "RouterId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AdoptionRuns_State_ClaimedUntil",
                table: "AdoptionRuns",
                columns: new[] { "State", "ClaimedUntil" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AdoptionProfiles");

            migrationBuilder.DropTable(
                name: "AdoptionRows");

            migrationBuilder.DropTable(
                name: "AdoptionRuns");
        }
    }
}
