"""Client Level Data, the adult social care collection of England: its fields, in order, and its lists of codes.

References
----------
Department of Health and Social Care: Adult social care client level data, specification release 2; the fields that its
validation checks and the values that its methods read are in the code of its dashboard for local authorities.
"""

from sim.eventlog.layouts import Field

CLD_FIELDS = (
    Field("LA_Code", "text"),
    Field("Reporting_Period_Start_Date", "date"),
    Field("Reporting_Period_End_Date", "date"),
    Field("NHS_Number", None),
    Field("LA_Person_Unique_Identifier", "text"),
    Field("GP_Practice_Code", None),
    Field("Gender", None),
    Field("Ethnicity", None),
    Field("Date_of_Birth", None),
    Field("Date_of_Death", None),
    Field("Client_Type", "text"),
    Field("Primary_Support_Reason", None),
    Field("Postcode", None),
    Field("Accommodation_Status", None),
    Field("Employment_Status", None),
    Field("Has_Unpaid_Carer", None),
    Field("Autism_Spectrum_Disorder_ASD", None),
    Field("Visual_Impairment", None),
    Field("Hearing_Impairment", None),
    Field("Dementia", None),
    Field("Client_Funding_Status", None),
    Field("Event_Type", "text"),
    Field("Event_Reference", "text"),
    Field("Event_Start_Date", "date"),
    Field("Event_End_Date", "date"),
    Field("Event_Description", "text"),
    Field("Event_Outcome", "text"),
    Field("Request_Route_of_Access", "text"),
    Field("Assessment_Type", "text"),
    Field("Eligible_Needs_Identified", None),
    Field("Method_of_Assessment", None),
    Field("Total_Hrs_Caring_per_week", None),
    Field("No_of_adults_being_cared_for", None),
    Field("Adult_1_Linked_Person_ID", None),
    Field("Adult_2_Linked_Person_ID", None),
    Field("Adult_3_Linked_Person_ID", None),
    Field("Service_Type", "text"),
    Field("Service_Component", None),
    Field("Delivery_Mechanism", None),
    Field("Provider_CQC_Location_ID", None),
    Field("Review_Reason", "text"),
    Field("Review_Outcomes_Achieved", None),
    Field("Method_of_Review", None),
    Field("Unit_Cost", None),
    Field("Cost_Frequency_Unit_Type", None),
    Field("Planned_units_per_week", None),
)

REQUEST, ASSESSMENT, SERVICE, REVIEW = EVENT_TYPES = ("Request", "Assessment", "Service", "Review")
SERVICE_USER, UNPAID_CARER = ("Service user", "Unpaid carer")

TO_ASSESSMENT = "Progress to assessment, review or reassessment"
TO_SUPPORT = "Progress to support planning or services"
CONTINUES = "Continuation of support or services"
DECEASED = "NFA: Deceased"
NO_FURTHER_ACTION = "NFA: Other"
"""The outcomes that a simulation can tell apart: why nothing further was done it knows of the dead alone."""

PLANNED = "Planned"
"""The reason for a review that fell due."""

ASSESSMENT_TYPES = ("Short term assessment", "Long term assessment")
SERVICE_TYPES = (
    "Long term support: Nursing care",
    "Long term support: Residential care",
    "Long term support: Community",
    "Long term support: Prison",
    "Short term support: ST-Max",
    "Short term support: Ongoing low level",
    "Short term support: Other short term",
    "Unpaid carer support: Direct to unpaid carer",
    "Unpaid carer support: Support involving the person cared-for",
)
